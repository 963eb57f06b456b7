package io.dropsight.eventhubs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * A text that nobody may see: {@link #toString()} masks it, and no message of this module holds it. Comes from the
 * environment or from a file (as Kubernetes and Docker mount secrets), white space around it is dropped.
 */
public final class Secret {
    static final String MASK = "***";
    private static final long MAX_BYTES = 64 * 1024;

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /**
     * @param origin where the text came from, for the message
     * @throws IllegalArgumentException if it is blank
     */
    public static Secret of(String text, String origin) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException("The secret in %s is blank: put it there".formatted(origin));
        }
        return new Secret(stripped);
    }

    /** @throws IllegalArgumentException if the variable is not set, or blank */
    public static Secret fromEnvironment(Map<String, String> environment, String variable) {
        String text = environment.get(variable);
        if (text == null) {
            throw new IllegalArgumentException(
                    "Environment variable %s is not set: put the secret there, or in a file".formatted(variable));
        }
        return of(text, "environment variable " + variable);
    }

    /** @throws IllegalArgumentException if the file cannot be read, is blank or above 64 KiB */
    public static Secret fromFile(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "File %s is larger than 64 KiB: name the file that holds the secret alone".formatted(file));
            }
            return of(Files.readString(file), "file " + file);
        } catch (IOException e) {
            // The cause may quote what it read; its kind is enough.
            throw new IllegalArgumentException("The secret in file %s cannot be read (%s): check path and rights"
                    .formatted(file, e.getClass().getSimpleName()));
        }
    }

    /** The text itself, for the one call that needs it. */
    String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text);
    }

    @Override
    public String toString() {
        return MASK;
    }
}
