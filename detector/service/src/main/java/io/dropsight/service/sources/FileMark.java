package io.dropsight.service.sources;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.files.FolderScan.Head;
import java.time.Instant;

/**
 * How far a file was read; as a note {@code 1;offset;bytes of the head;sum of the head;left;time in ms}.
 *
 * @param offset in unpacked bytes: what is before it was delivered
 * @param head   by which the file is known again
 * @param isLeft whether it is left alone, because it is no longer the file that was read
 * @param at     when this was noted
 */
record FileMark(long offset, Head head, boolean isLeft, Instant at) {
    private static final String VERSION = "1";
    private static final int FIELDS = 6;

    /** @throws IllegalArgumentException if it is of another version */
    static FileMark read(byte[] note) {
        String text = new String(note, UTF_8);
        String[] fields = text.split(";", -1);
        if (fields.length != FIELDS || !fields[0].equals(VERSION)) {
            throw new IllegalArgumentException("a note of another version of this program: " + text);
        }
        return new FileMark(
                Long.parseLong(fields[1]),
                new Head(Integer.parseInt(fields[2]), Long.parseLong(fields[3])),
                fields[4].equals("1"),
                Instant.ofEpochMilli(Long.parseLong(fields[5])));
    }

    byte[] note() {
        return "%s;%d;%d;%d;%s;%d"
                .formatted(VERSION, offset, head.length(), head.sum(), isLeft ? "1" : "0", at.toEpochMilli())
                .getBytes(UTF_8);
    }
}
