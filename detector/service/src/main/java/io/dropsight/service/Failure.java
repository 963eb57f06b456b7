package io.dropsight.service;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** An exception as one line for people. */
final class Failure {
    private static final int MOST_CAUSES = 3;

    private Failure() {}

    static String inWords(Throwable error) {
        StringBuilder words = new StringBuilder();
        int depth = 0;
        String before = "";
        for (Throwable it = error; it != null && depth < MOST_CAUSES; it = it.getCause(), depth++) {
            String message = message(it);
            String line = Text.safe(message.lines().findFirst().orElse(""));
            if (!before.contains(line)) {
                words.append(depth == 0 ? "" : ": ").append(line);
                before = words.toString();
            }
        }
        if (error instanceof OutOfMemoryError || error.getCause() instanceof OutOfMemoryError) {
            words.append("; give it more with DROPSIGHT_JAVA_OPTS=-Xmx4g");
        }
        return words.toString();
    }

    /** The file system's own messages are names alone: the class says what is wrong. */
    private static String message(Throwable error) {
        if (error instanceof FileSystemException e && e.getReason() == null) {
            String what = e instanceof AccessDeniedException
                    ? "permission denied"
                    : e instanceof NoSuchFileException
                            ? "no such file or folder"
                            : e instanceof FileAlreadyExistsException ? "it exists" : "cannot be used";
            return e.getFile() + ": " + what;
        }
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }
}
