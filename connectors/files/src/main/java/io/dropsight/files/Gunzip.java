package io.dropsight.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks a gzip stream of one or more members (RFC 1952).
 *
 * <p>The JDK's own takes a pipe that has nothing to give at the end of a member for the end of the data, and passes
 * over a damaged later member without a word; here either is read or is an {@link IOException}. What was unpacked
 * before damage is returned first. Zeros after the last member are padding.
 */
final class Gunzip extends InputStream {
    static final int MAGIC_1 = 0x1f;
    static final int MAGIC_2 = 0x8b;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[32 * 1024];
    private int next;
    private int limit;
    private boolean inMember;
    private boolean ended;

    Gunzip(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, to.length);
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (!inMember && !startMember()) {
                ended = true;
                break;
            }
            int n = inflate(to, from, length);
            if (n > 0) {
                crc.update(to, from, n);
                return n;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }

    private int inflate(byte[] to, int from, int length) throws IOException {
        try {
            while (true) {
                int n = inflater.inflate(to, from, length);
                if (n > 0) {
                    return n;
                }
                if (inflater.finished()) {
                    endMember();
                    return 0;
                }
                if (inflater.needsDictionary()) {
                    throw new ZipException("its compressed data want a dictionary");
                }
                if (next == limit && !fill()) {
                    throw new EOFException("it ends in the middle of its compressed data");
                }
                inflater.setInput(buffer, next, limit - next);
                next = limit; // what the inflater leaves is taken back in endMember
            }
        } catch (DataFormatException e) {
            throw new ZipException("its compressed data are damaged: " + e.getMessage());
        }
    }

    /** @return whether there is a member; else the stream is at its end */
    private boolean startMember() throws IOException {
        int first = peekPastZeros();
        if (first < 0) {
            return false;
        }
        if (require() != MAGIC_1 || require() != MAGIC_2 || require() != 8) {
            throw new ZipException("what follows in it is no gzip member");
        }
        int flags = require();
        skip(6); // time, flags of the packer, system
        if ((flags & EXTRA) != 0) {
            skip(require() | require() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        crc.reset();
        inMember = true;
        return true;
    }

    private void endMember() throws IOException {
        next = limit - inflater.getRemaining();
        long sum = requireInt();
        long length = requireInt();
        if (sum != crc.getValue() || length != (inflater.getBytesWritten() & 0xffff_ffffL)) {
            throw new ZipException("its checksum is wrong");
        }
        inMember = false;
    }

    private int peekPastZeros() throws IOException {
        while (true) {
            if (next == limit && !fill()) {
                return -1;
            }
            if (buffer[next] != 0) {
                return buffer[next];
            }
            next++;
        }
    }

    private long requireInt() throws IOException {
        return require() | require() << 8 | require() << 16 | (long) require() << 24;
    }

    private int require() throws IOException {
        if (next == limit && !fill()) {
            throw new EOFException("it ends in the middle of a gzip header or trailer");
        }
        return buffer[next++] & 0xff;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            require();
        }
    }

    private void skipText() throws IOException {
        while (require() != 0) {
            // up to the zero that ends it
        }
    }

    private boolean fill() throws IOException {
        int n = in.read(buffer);
        next = 0;
        limit = Math.max(n, 0);
        return n > 0;
    }
}
