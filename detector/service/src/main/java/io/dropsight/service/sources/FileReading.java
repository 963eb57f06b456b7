package io.dropsight.service.sources;

import io.dropsight.files.FolderScan.Found;
import io.dropsight.files.FolderScan.Head;
import io.dropsight.files.LineTail;
import io.dropsight.files.LineTail.Line;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A file that is being read, line by line; in the order of the times of their current lines. Not thread-safe. */
final class FileReading implements Comparable<FileReading> {
    private final Found file;
    private final Head head;
    private final LineTimes times;
    private long offset;
    private @Nullable LineTail tail;
    private @Nullable Line line;
    private Instant time = Instant.EPOCH;

    /** @param from where to begin */
    FileReading(Found file, Head head, long from, LineTimes times) {
        this.file = file;
        this.head = head;
        this.offset = from;
        this.times = times;
    }

    Found file() {
        return file;
    }

    /** The line that is next to be delivered. */
    Line line() {
        if (line == null) {
            throw new IllegalStateException("no line of " + file.name() + " waits");
        }
        return line;
    }

    /** What the line says; of one that says nothing, what the one before it said. */
    Instant time() {
        return time;
    }

    /** How it stands once the line is delivered. */
    FileMark mark(Instant now) {
        return new FileMark(offset, head, false, now);
    }

    /** Goes to the next complete line; false if there is none. */
    boolean advance() throws IOException {
        return take(open().next());
    }

    /** What is behind the last line break; null if there is nothing. */
    @Nullable
    Line rest() throws IOException {
        return open().rest();
    }

    /** Takes it for a line. */
    void takeRest() throws IOException {
        take(open().takeRest());
    }

    String problem() throws IOException {
        return open().problem();
    }

    boolean isOpen() {
        return tail != null;
    }

    /** It goes on where it was when it is read again. */
    void close() {
        LineTail open = tail;
        tail = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // nothing was written
            }
        }
    }

    private boolean take(@Nullable Line next) {
        line = next;
        if (next == null) {
            return false;
        }
        offset = next.end();
        Instant told = times.of(next.bytes());
        time = told == null ? time : told;
        return true;
    }

    private LineTail open() throws IOException {
        LineTail open = tail;
        if (open == null) {
            open = LineTail.open(file.path(), offset);
            tail = open;
        }
        return open;
    }

    @Override
    public int compareTo(FileReading other) {
        int order = time.compareTo(other.time);
        return order != 0 ? order : file.name().compareTo(other.file.name());
    }
}
