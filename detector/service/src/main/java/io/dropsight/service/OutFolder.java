package io.dropsight.service;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where results go. */
final class OutFolder {
    private OutFolder() {}

    /**
     * Makes the folder, and a file in it that is gone again: before the work, not after it, shows whether results can
     * be written.
     *
     * @throws IOException whose message says in words why not
     */
    static void prepare(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".dropsight-", ".tmp"));
        } catch (FileAlreadyExistsException e) {
            throw new IOException("it is a file, not a folder", e);
        } catch (IOException | SecurityException e) {
            throw new IOException(Failure.inWords(e), e);
        }
    }
}
