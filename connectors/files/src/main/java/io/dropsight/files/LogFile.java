package io.dropsight.files;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing to read.
 *
 * @param name  as the user would write it; {@code -} for standard input
 * @param path  null for standard input
 * @param bytes size on disk, compressed if it is so; -1 if it is not known, as of a pipe
 */
public record LogFile(String name, @Nullable Path path, long bytes) {
    static final String STDIN = "-";

    static LogFile stdin() {
        return new LogFile(STDIN, null, -1);
    }

    /** The hub that the path of an export names, {@code .../IOTHUBS/<hub>/...}, in lower case; else empty. */
    String hub() {
        if (path == null) {
            return "";
        }
        Path folders = path.toAbsolutePath().normalize();
        for (int i = folders.getNameCount() - 3; i >= 0; i--) {
            if (folders.getName(i).toString().equalsIgnoreCase("IOTHUBS")) {
                return folders.getName(i + 1).toString().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }
}
