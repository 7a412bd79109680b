package dev.flare.standalone.verify;

import dev.flare.standalone.exit.CommandStopped;
import dev.flare.standalone.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Exported heads, a line each, the latest last: each export adds its lines and changes none. */
record HeadsFile(Path path) {

    void add(List<ExportedHead> heads) {
        try {
            Files.write(
                    path,
                    heads.stream().map(ExportedHead::line).toList(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        } catch (IOException e) {
            throw new CommandStopped(ExitCode.NO, "cannot write " + path + ": " + e, e);
        }
    }

    List<ExportedHead> read() {
        List<ExportedHead> heads = new ArrayList<>();
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                heads.add(read(lines.get(i), i + 1));
            }
        }
        if (heads.isEmpty()) {
            throw unusable("there is no head in it");
        }
        return heads;
    }

    private ExportedHead read(String line, int number) {
        try {
            return ExportedHead.read(line);
        } catch (IllegalArgumentException e) {
            throw unusable("line " + number + " is none that `flare head` wrote: " + e.getMessage());
        }
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            throw unusable("it cannot be read (" + e + ")");
        }
    }

    CommandStopped unusable(String why) {
        return new CommandStopped(ExitCode.WRONG_USAGE, path + ": " + why);
    }
}
