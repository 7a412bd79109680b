package dev.flare.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flare.messages.ledger.AccountOpened;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.MoneyTransferred;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.Posting;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EventCodecTest {

    private static final AccountId A = new AccountId("uk-a");
    private static final AccountId B = new AccountId("uk-b");

    @Test
    void a_transfer_is_written_as_it_will_be_read_for_ever() {
        LedgerEvent event = new MoneyTransferred(
                "uk-t1",
                new CurrencyCode("GBP"),
                Posting.move(A, B, 1250),
                Instant.parse("2026-01-31T12:00:00Z"),
                "rent",
                Map.of());
        String written = """
                {"transferId":"uk-t1","currency":"GBP","postings":[{"account":"uk-a","amount":-1250},\
                {"account":"uk-b","amount":1250}],"effectiveAt":"2026-01-31T12:00:00Z","reference":"rent","metadata":{}}""";
        assertThat(EventCodec.write(event)).isEqualTo(written);
        assertThat(EventCodec.read(MessageNames.MONEY_TRANSFERRED, written)).isEqualTo(event);
    }

    @Test
    void what_is_absent_is_not_written() {
        LedgerEvent event = new AccountOpened(A, new CurrencyCode("GBP"), null, 0, Map.of());
        String written = "{\"accountId\":\"uk-a\",\"currency\":\"GBP\",\"overdraftLimit\":0,\"metadata\":{}}";
        assertThat(EventCodec.write(event)).isEqualTo(written);
        assertThat(EventCodec.read(MessageNames.ACCOUNT_OPENED, written)).isEqualTo(event);
    }

    @Test
    void a_stored_event_whose_postings_do_not_balance_is_not_read() {
        String tampered =
                "{\"transferId\":\"uk-t1\",\"currency\":\"GBP\",\"postings\":[{\"account\":\"uk-a\",\"amount\":-1},"
                        + "{\"account\":\"uk-b\",\"amount\":2}],\"metadata\":{}}";
        assertThatThrownBy(() -> EventCodec.read(MessageNames.MONEY_TRANSFERRED, tampered))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
