package dev.flare.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.standalone.http.FakeFlare;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlareCommandTest {

    private static final String HEADER = "transaction_id,account_id,date,kind,amount_minor\n";

    @TempDir
    Path temp = Path.of("");

    private final FakeFlare flare = new FakeFlare();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void close() {
        flare.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fly",
                "up --port nine",
                "up --port 0",
                "up --regions UK",
                "up --regions uk,uk",
                "up --regions uk,views",
                "import",
                "import shop x.csv --region uk",
                "import bank",
                "import bank missing.csv",
                "import bank missing.csv --region uk",
                "import bank missing.csv --region UK!",
                "replay",
                "replay --at yesterday",
                "replay --at 2026-01-01T00:00:00Z --position 7",
                "replay --position 7 --format xml",
                "verify --against",
                "head --out",
                "head --region",
                "verify --url ftp://here",
                "verify --url nonsense",
            })
    void wrong_usage_is_2_and_says_how_it_goes(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: flare");
    }

    @Test
    void help_is_0() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("up", "import", "replay", "verify", "head");
    }

    @Test
    void nobody_listening_is_3() throws IOException {
        String nobody = "http://127.0.0.1:" + freePort();

        assertThat(run("verify", "--url", nobody)).isEqualTo(3);
        assertThat(run("replay", "--position", "uk:1", "--url", nobody)).isEqualTo(3);
        assertThat(run("head", "--url", nobody)).isEqualTo(3);
        assertThat(run("head", "--region", "uk", "--jdbc", "jdbc:postgresql://127.0.0.1:1/uk"))
                .isEqualTo(3);
        assertThat(err.toString()).contains(nobody + " does not answer");
    }

    @Test
    void something_else_listening_is_3() {
        flare.answer("<html>hello</html>");

        assertThat(run("verify", "--url", flare.url())).isEqualTo(3);
        assertThat(run("head", "--url", flare.url())).isEqualTo(3);
        assertThat(err.toString()).contains("is not Flare");
    }

    @Test
    void the_database_of_no_region_and_one_that_cannot_be_are_2() {
        assertThat(run("head", "--jdbc", "jdbc:postgresql://127.0.0.1:1/uk")).isEqualTo(2);
        assertThat(run("verify", "--region", "UK!", "--jdbc", "jdbc:postgresql://127.0.0.1:1/uk"))
                .isEqualTo(2);
        assertThat(run("verify", "--region", "uk", "--jdbc", "http://here")).isEqualTo(2);
        assertThat(err.toString()).contains("say which with --region", "--region cannot be UK!", "--jdbc cannot be");
    }

    @Test
    void the_script_offers_the_same_commands() throws IOException {
        String script = Files.readString(Path.of("..", "flare"));

        for (String command : FlareCommand.commandLine().getSubcommands().keySet()) {
            assertThat(script).contains("\n  " + command + " ");
        }
    }

    @Nested
    class Import_bank {

        @Test
        void opens_accounts_and_posts_days_in_the_order_of_the_file() throws IOException {
            Path file = file("9,2,1993-01-02,x,700\n5,1,1993-01-01,x,-300\n7,2,1993-01-03,x,-1\n");

            assertThat(importBank(file)).isZero();
            assertThat(flare.calls().stream().map(call -> call.request() + " " + call.key()))
                    .containsExactly(
                            "POST /api/accounts bank-uk-account-2",
                            "POST /api/accounts/uk-2/deposits bank-uk-9",
                            "POST /api/accounts bank-uk-account-1",
                            "POST /api/accounts/uk-1/withdrawals bank-uk-5",
                            "POST /api/accounts/uk-2/withdrawals bank-uk-7");
            assertThat(flare.calls().get(0).body()).isEqualTo("""
                    {"accountId":"uk-2","currency":"CZK","owner":"bank client 2","overdraftLimit":1000000000000}""");
            assertThat(flare.calls().get(3).body())
                    .isEqualTo("{\"amount\":300,\"reference\":\"5\",\"effectiveAt\":\"1993-01-01T12:00:00Z\"}");
        }

        @Test
        void posts_each_account_of_a_day_in_the_order_of_the_file() throws IOException {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                rows.append(i)
                        .append(',')
                        .append(i % 7)
                        .append(",1993-01-02,x,")
                        .append(i + 1)
                        .append('\n');
            }

            assertThat(importBank(file(rows.toString()))).isZero();
            for (int account = 0; account < 7; account++) {
                String path = "POST /api/accounts/uk-" + account + "/deposits";
                assertThat(flare.calls().stream()
                                .filter(call -> call.request().equals(path))
                                .map(call -> Integer.parseInt(call.key().substring("bank-uk-".length()))))
                        .isSorted()
                        .hasSizeGreaterThanOrEqualTo(28);
            }
        }

        @Test
        void running_it_again_doubles_nothing_and_says_so() throws IOException {
            Path file = file("9,2,1993-01-02,x,700\n5,1,1993-01-01,x,-300\n");

            assertThat(importBank(file)).isZero();
            assertThat(out.toString()).containsPattern("accounts +2 opened +0 already there");
            out.getBuffer().setLength(0);

            assertThat(importBank(file)).isZero();
            assertThat(out.toString())
                    .containsPattern("accounts +0 opened +2 already there")
                    .containsPattern("transactions +0 posted +2 already there");
        }

        @Test
        void a_malformed_row_stops_it_before_anything_is_sent() throws IOException {
            assertThat(importBank(file("9,2,1993-01-02,x,700\n5,1,1993-01-01,x,much\n")))
                    .isEqualTo(1);
            assertThat(flare.calls()).isEmpty();
            assertThat(err.toString()).contains("line 3: amount_minor", "Nothing was sent.");
        }

        @Test
        void a_refusal_stops_it_at_its_row_and_running_it_again_goes_on() throws IOException {
            assertThat(importBank(file("9,2,1993-01-02,x,700\n"))).isZero();
            Path file = file("9,2,1993-01-02,x,700\n5,2,1993-01-01,x,-300\n");
            flare.fail(200, "{}");
            flare.fail(200, "{}");
            flare.fail(422, "{\"code\":\"ACCOUNT_FROZEN\",\"detail\":\"uk-2 is frozen\"}");

            assertThat(importBank(file)).isEqualTo(1);
            assertThat(err.toString())
                    .contains("line 3, transaction 5: refused with 422 ACCOUNT_FROZEN: uk-2 is frozen")
                    .contains("Running the same command again goes on safely");

            assertThat(importBank(file)).isZero();
            assertThat(out.toString()).containsPattern("transactions +1 posted +1 already there");
        }

        @Test
        void rows_that_move_nothing_are_counted_and_left_out() throws IOException {
            assertThat(importBank(file("9,2,1993-01-02,x,0\n"))).isZero();
            assertThat(flare.calls()).hasSize(1);
            assertThat(out.toString()).containsPattern("1 left out: their amount is 0");
        }

        private Path file(String rows) throws IOException {
            return Files.writeString(temp.resolve("bank.csv"), HEADER + rows);
        }

        private int importBank(Path file) {
            return run("import", "bank", file.toString(), "--region", "uk", "--url", flare.url() + "/");
        }
    }

    @Nested
    class Replay {

        private static final String ANSWER = """
                {"regions":[{"region":"uk","position":7,"recordedAt":"2026-01-01T00:00:00Z","later":1,"accounts":[
                {"accountId":"uk-1","currency":"GBP","owner":"Ann, \\"A\\"","balance":1250,"held":0,"available":1250,"status":"OPEN"}],
                "totals":[{"currency":"GBP","accounts":1250,"world":-1250,"inTransit":0,"total":0}]}]}""";

        @Test
        void asks_in_the_words_of_the_rest_query() {
            flare.answer(ANSWER);

            run("replay", "--at", "2026-01-01T00:00:00Z", "--region", "uk", "--account", "uk-1", "--url", flare.url());
            run("replay", "--position", "uk:7", "--effective-at", "2025-01-01T00:00:00Z", "--url", flare.url());

            assertThat(flare.calls().stream().map(FakeFlare.Call::request))
                    .containsExactly(
                            "GET /api/replay?region=uk&at=2026-01-01T00%3A00%3A00Z&account=uk-1",
                            "GET /api/replay?position=uk%3A7&effectiveAt=2025-01-01T00%3A00%3A00Z");
        }

        @Test
        void prints_a_table_csv_or_everything_as_json() {
            flare.answer(ANSWER);

            assertThat(replay("table")).contains("uk at position 7").containsPattern("uk-1 +GBP +1250 +0 +1250 +OPEN");
            assertThat(replay("csv"))
                    .contains("uk,7,2026-01-01T00:00:00Z,uk-1,GBP,\"Ann, \"\"A\"\"\",1250,0,1250,OPEN");
            assertThat(replay("JSON")).contains("\"later\" : 1");
        }

        @Test
        void a_refusal_tells_why_with_the_exit_code_that_fits() {
            flare.fail(400, "{\"code\":\"INVALID_FIELD\",\"detail\":\"position names no region\"}");
            assertThat(run("replay", "--position", "7", "--url", flare.url())).isEqualTo(2);
            assertThat(err.toString()).contains("400 INVALID_FIELD: position names no region");

            flare.fail(404, "{\"code\":\"NOT_FOUND\"}");
            assertThat(run("replay", "--position", "7", "--url", flare.url())).isEqualTo(1);

            flare.fail(503, "{\"code\":\"UNAVAILABLE\"}");
            assertThat(run("replay", "--position", "7", "--url", flare.url())).isEqualTo(3);
        }

        private String replay(String format) {
            out.getBuffer().setLength(0);
            assertThat(run("replay", "--position", "uk:7", "--format", format, "--url", flare.url()))
                    .isZero();
            return out.toString();
        }
    }

    @Nested
    class Verify {

        @Test
        void a_right_answer_is_0() {
            flare.answer("""
                    {"ok":true,"regions":[{"region":"uk","position":7,"events":7,"accounts":2,"ok":true,"difference":null}]}""");

            assertThat(run("verify", "--region", "uk", "--url", flare.url())).isZero();
            assertThat(out.toString()).contains("uk  position 7, 7 events, 2 accounts: ok");
            assertThat(flare.calls().getFirst().request()).isEqualTo("POST /api/verifications?region=uk");
        }

        @Test
        void a_difference_is_1_and_shown() {
            flare.answer("""
                    {"ok":false,"regions":[{"region":"uk","position":7,"events":7,"accounts":2,"ok":false,
                    "difference":{"account":"uk-1","view":5,"replay":6}}]}""");

            assertThat(run("verify", "--url", flare.url())).isEqualTo(1);
            assertThat(out.toString()).contains("DIFFERENT: {\"account\":\"uk-1\",\"view\":5,\"replay\":6}");
        }

        @Test
        void an_answer_about_nothing_is_not_right() {
            flare.answer("{\"ok\":true,\"regions\":[]}");

            assertThat(run("verify", "--url", flare.url())).isEqualTo(1);
        }
    }

    private int run(String... arguments) {
        return FlareCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
