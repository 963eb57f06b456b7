package io.dropsight.files;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a log that may still grow, from a position on. Positions count unpacked bytes. A line is complete with
 * its line break; what is behind the last one is a {@link #rest()} that waits. Memory is bounded by the longest line
 * that is taken as one, {@value #LONGEST_LINE} bytes; of a longer one pieces are given, which nobody can read. Not
 * thread-safe.
 */
public final class LineTail implements AutoCloseable {
    static final int LONGEST_LINE = 8 * 1024 * 1024;
    private static final int BUFFER = 64 * 1024;

    private final @Nullable LogInput packed;
    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long position;

    /**
     * @param bytes without the line break
     * @param end   position behind it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Line(byte[] bytes, long end) {}

    private LineTail(InputStream bytes, @Nullable LogInput packed, long from) {
        this.packed = packed;
        this.in = new BufferedInputStream(bytes, BUFFER);
        this.position = from;
    }

    /**
     * @param from where to begin; 0 for the begin of the file
     * @throws EOFException if the file is shorter than that
     * @throws IOException  if it cannot be opened
     */
    public static LineTail open(Path file, long from) throws IOException {
        if (!isPacked(file)) {
            return openPlain(file, from);
        }
        LogInput input = LogInput.open(new LogFile(file.toString(), file, -1), InputStream.nullInputStream(), n -> {});
        try {
            input.skipNBytes(from);
            return new LineTail(input, input, from);
        } catch (IOException e) {
            input.close();
            throw e;
        }
    }

    /** Goes straight to where it is to begin. */
    private static LineTail openPlain(Path file, long from) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            if (channel.size() < from) {
                throw new EOFException("it has %d bytes, not %d".formatted(channel.size(), from));
            }
            return new LineTail(Channels.newInputStream(channel.position(from)), null, from);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isPacked(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == Gunzip.MAGIC_1 && in.read() == Gunzip.MAGIC_2;
        }
    }

    /** The next complete line that is not blank; null if there is none yet. */
    public @Nullable Line next() throws IOException {
        for (int b = in.read(); b >= 0; b = in.read()) {
            position++;
            if (b != '\n') {
                line.write(b);
            }
            if (b == '\n' || line.size() >= LONGEST_LINE) {
                Line taken = take();
                if (!isBlank(taken.bytes())) {
                    return taken;
                }
            }
        }
        return null;
    }

    /** After {@link #next} gave null: what is there of a line without its end; null if nothing, or blanks. */
    public @Nullable Line rest() {
        byte[] bytes = line.toByteArray();
        return isBlank(bytes) ? null : new Line(bytes, position);
    }

    /** The {@link #rest()}, which then is none any more. */
    public @Nullable Line takeRest() {
        Line rest = rest();
        line.reset();
        return rest;
    }

    /** Why nothing more can be read, such as damage in packed data or its missing end; empty if nothing is wrong. */
    public String problem() {
        return packed == null ? "" : packed.problem();
    }

    private Line take() {
        Line taken = new Line(line.toByteArray(), position);
        line.reset();
        return taken;
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
