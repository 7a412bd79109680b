package dev.flare.integration.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the project's own files are, seen from wherever the tests run. */
public final class Project {

    private Project() {}

    /** The folder with the build's wrapper. */
    public static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no folder above has mvnw");
    }

    /** A file of the data that is kept beside the project, where it is there. */
    public static Optional<Path> data(String name) {
        Path file = root().resolveSibling("shared").resolve("data").resolve(name);
        return Optional.of(file).filter(Files::isRegularFile);
    }
}
