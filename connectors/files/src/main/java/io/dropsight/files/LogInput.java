package io.dropsight.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.util.function.LongConsumer;

/**
 * The bytes of a log, unpacked if they begin as gzip does, whatever the name. An error of reading is an end of the
 * stream, so that all before it is read, and is then told by {@link #problem()}.
 */
final class LogInput extends InputStream {
    private final InputStream in;
    private String problem = "";

    private LogInput(InputStream in) {
        this.in = in;
    }

    /** @param onRead told the number of bytes on disk, packed if they are, as they are read */
    static LogInput open(LogFile file, InputStream stdin, LongConsumer onRead) throws IOException {
        InputStream bytes = file.path() == null ? stdin : Files.newInputStream(file.path());
        try {
            var raw = new PushbackInputStream(new Counted(bytes, onRead), 2);
            byte[] start = new byte[2];
            int n = raw.readNBytes(start, 0, 2);
            raw.unread(start, 0, n);
            boolean packed = n == 2 && (start[0] & 0xff) == Gunzip.MAGIC_1 && (start[1] & 0xff) == Gunzip.MAGIC_2;
            return new LogInput(packed ? new Gunzip(raw) : raw);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    /** What ended the reading early; empty if nothing did. */
    String problem() {
        return problem;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int length) {
        if (!problem.isEmpty()) {
            return -1;
        }
        try {
            return in.read(to, from, length);
        } catch (IOException e) {
            problem = Problem.cause(e);
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static final class Counted extends InputStream {
        private final InputStream in;
        private final LongConsumer onRead;

        Counted(InputStream in, LongConsumer onRead) {
            this.in = in;
            this.onRead = onRead;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            if (b >= 0) {
                onRead.accept(1);
            }
            return b;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int n = in.read(to, from, length);
            if (n > 0) {
                onRead.accept(n);
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
