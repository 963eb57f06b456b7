package io.dropsight.files;

import java.io.InputStream;
import java.nio.file.Path;

/**
 * How logs are read.
 *
 * @param hub           of records that name none; empty to take it from the path of the export, else {@code unknown}
 * @param maxRecords    kept on the heap while they are sorted (64 MiB of them at most); more go to disk; positive;
 *                      default 200,000
 * @param tempFolder    where they go, as up to a third of the unpacked logs; default {@code java.io.tmpdir}
 * @param standardInput what {@code -} means
 */
public record LogOptions(String hub, int maxRecords, Path tempFolder, InputStream standardInput) {
    public LogOptions {
        if (maxRecords < 1) {
            throw new IllegalArgumentException(
                    "%d records to keep while sorting: use 1 or more, such as 200000".formatted(maxRecords));
        }
    }

    public static LogOptions defaults() {
        return new LogOptions("", 200_000, Path.of(System.getProperty("java.io.tmpdir")), System.in);
    }

    public LogOptions withHub(String name) {
        return new LogOptions(name, maxRecords, tempFolder, standardInput);
    }

    public LogOptions withMaxRecords(int records) {
        return new LogOptions(hub, records, tempFolder, standardInput);
    }

    public LogOptions withTempFolder(Path folder) {
        return new LogOptions(hub, maxRecords, folder, standardInput);
    }

    public LogOptions withStandardInput(InputStream in) {
        return new LogOptions(hub, maxRecords, tempFolder, in);
    }
}
