package io.dropsight.service.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Secrets of the configuration. */
public final class Secrets {
    private Secrets() {}

    /**
     * One that is written, or in a file; without the line break at its end.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    public static Optional<String> read(Optional<String> written, Optional<Path> file) {
        return written.or(() -> file.map(path -> {
            try {
                return Files.readString(path).strip();
            } catch (IOException e) {
                throw new UncheckedIOException("The secret in %s cannot be read".formatted(path), e);
            }
        }));
    }
}
