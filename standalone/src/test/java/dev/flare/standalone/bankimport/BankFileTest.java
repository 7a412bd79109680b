package dev.flare.standalone.bankimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BankFileTest {

    private static final String HEADER =
            "transaction_id,account_id,date,kind,amount_minor,balance_after_minor,counterparty_bank,counterparty_account\n";

    @TempDir
    Path temp = Path.of("");

    @Test
    void rows_come_in_the_order_of_the_file_with_signed_amounts_at_noon() throws Exception {
        assertThat(BankFile.read(file(HEADER + "7,2,1993-01-02,x,70000,70000,,\n5,1,1993-01-01,x,-300,-300,AB,123\n")))
                .containsExactly(
                        new BankTransaction(2, "7", "2", Instant.parse("1993-01-02T12:00:00Z"), 70_000),
                        new BankTransaction(3, "5", "1", Instant.parse("1993-01-01T12:00:00Z"), -300));
    }

    @Test
    void columns_are_found_by_name_and_windows_line_ends_do_no_harm() throws Exception {
        assertThat(BankFile.read(file("\uFEFFamount_minor,date,account_id,transaction_id\r\n0,1993-01-01,1,9\r\n")))
                .containsExactly(new BankTransaction(2, "9", "1", Instant.parse("1993-01-01T12:00:00Z"), 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2,1993-01-01,x,10,10,|has 7 fields",
                "1,2,1993-02-30,x,10,10,,|date is not like",
                "1,2,1993-01-01,x,10.5,10,,|amount_minor is not a whole number",
                "1,2,1993-01-01,x,9223372036854775808,10,,|amount_minor is not a whole number",
                "1,2,1993-01-01,x,-9223372036854775808,10,,|amount_minor is not a whole number",
                "1,2/../3,1993-01-01,x,10,10,,|account_id is not an id",
                ",2,1993-01-01,x,10,10,,|transaction_id is not an id",
                "695247,2,1993-01-01,x,10,10,,|transaction_id 695247 is on line 2 already",
            })
    void a_row_that_cannot_be_understood_is_named_by_its_line(String row, String reason) throws IOException {
        Path file = file(HEADER + "695247,2378,1993-01-01,x,70000,70000,,\n" + row + "\n");

        assertThatThrownBy(() -> BankFile.read(file))
                .isInstanceOf(MalformedFile.class)
                .hasMessageStartingWith("line 3: ")
                .hasMessageContaining(reason);
    }

    @Test
    void a_missing_column_and_an_empty_file_are_named() throws IOException {
        Path other = file("transaction_id,account_id,date\n");
        assertThatThrownBy(() -> BankFile.read(other)).hasMessage("line 1: there is no column amount_minor");

        Path empty = file("");
        assertThatThrownBy(() -> BankFile.read(empty)).hasMessage("line 1: the file is empty");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(temp.resolve("bank.csv"), content);
    }
}
