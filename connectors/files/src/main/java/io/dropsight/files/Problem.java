package io.dropsight.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;

/** Words for what the file system says in names of classes. */
final class Problem {
    private Problem() {}

    static String cause(Exception e) {
        if (e instanceof DirectoryIteratorException && e.getCause() instanceof IOException cause) {
            return cause(cause);
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "it is gone";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
