package dev.flare.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterPidTest {

    @TempDir
    Path directory = Path.of("");

    @Test
    void no_file_means_no_server() {
        assertThat(PostmasterPid.of(directory)).isEmpty();
        assertThat(StaleServer.stop(directory)).isFalse();
    }

    @Test
    void a_file_without_a_number_is_removed_for_postgres_would_stumble_over_it() throws IOException {
        write("");

        assertThat(StaleServer.stop(directory)).isFalse();
        assertThat(directory.resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void a_number_that_nobody_has_is_no_running_server() throws IOException {
        write("2147483646\n" + directory + "\n");

        assertThat(PostmasterPid.of(directory))
                .hasValueSatisfying(server -> assertThat(server.isRunning()).isFalse());
    }

    @Test
    void somebody_else_with_the_number_is_left_alone_and_forgotten() throws IOException {
        write(ProcessHandle.current().pid() + "\n" + directory + "\n1795273400\n40000\n");

        assertThat(StaleServer.stop(directory)).isFalse();
        assertThat(Files.readAllLines(directory.resolve("postmaster.pid")))
                .containsExactly("2147483646", directory.toString(), "1795273400", "40000");
    }

    @Test
    void a_process_that_names_the_directory_is_stopped() throws IOException, InterruptedException {
        Process sleeper = sleeper(directory.toRealPath());
        write(sleeper.pid() + "\n");

        assertThat(StaleServer.stop(directory)).isTrue();
        assertThat(sleeper.waitFor()).isNotZero();
    }

    @Test
    void a_process_that_names_another_directory_goes_on() throws IOException {
        Process sleeper = sleeper(Files.createDirectory(directory.resolve("another")));
        write(sleeper.pid() + "\n");

        assertThat(StaleServer.stop(directory)).isFalse();
        assertThat(sleeper.isAlive()).isTrue();
        sleeper.destroy();
    }

    /** Looks like a server as far as its command line goes. */
    private static Process sleeper(Path named) throws IOException {
        return new ProcessBuilder("tail", "-f", "/dev/null", named.toString()).start();
    }

    private void write(String content) throws IOException {
        Files.writeString(directory.resolve("postmaster.pid"), content);
    }
}
