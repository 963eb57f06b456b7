package io.dropsight.azure;

import java.io.IOException;
import java.util.Arrays;

/**
 * Finds where one JSON object ends, without decoding it: brackets, strings and the order of tokens are checked,
 * numbers, literals and escapes are not. Linear, and in memory only as far as the size limit.
 */
final class RecordScanner {
    enum Outcome {
        /** The object ends at {@link #end}. */
        COMPLETE,
        /** It is an envelope: its {@code records} array opened just before {@link #end}. */
        RECORDS,
        /** No JSON from {@link #end} on. */
        BROKEN,
        /** The input ended first. */
        CUT,
        TOO_LARGE,
        TOO_DEEP
    }

    static final int MAX_DEPTH = 64;
    static final int MAX_RECORD_BYTES = 1 << 20;
    /** A capture line holds a whole body, up to 1 MiB before its quotes are escaped. */
    static final int MAX_CAPTURE_BYTES = 8 << 20;

    private static final int KEY_OR_END = 0;
    private static final int KEY = 1;
    private static final int COLON = 2;
    private static final int VALUE = 3;
    private static final int VALUE_OR_END = 4;
    private static final int NEXT = 5;

    private static final boolean[] IN_STRING = new boolean[256];
    private static final boolean[] IN_SCALAR = new boolean[256];

    static {
        Arrays.fill(IN_STRING, true);
        IN_STRING['"'] = false;
        IN_STRING['\\'] = false;
        IN_STRING['\n'] = false;
        "0123456789+-.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                .chars()
                .forEach(c -> IN_SCALAR[c] = true);
    }

    private final Window window;
    private byte[] bytes;
    /** Index of the next byte, and of the first one that needs {@link #more()}. */
    private int at;

    private int stop;
    private long start;
    private int maxBytes;
    private int depth;
    /** Bit {@code depth - 1}: whether the container at that depth is an object. */
    private long objects;

    /** Where the scan ended. */
    long end;
    /** Whether a line ended inside what was scanned. */
    boolean multiline;
    /** Whether the object outgrew a limit and was skipped to its end, or to the end of its line. */
    boolean skipped;
    /** The first bytes of a skipped object. */
    byte[] head = {};

    /** Whether nothing before {@link #end} is worth another look. */
    boolean passed() {
        return skipped || depth == 0;
    }

    /** Whether it was skipped to its very end. */
    boolean skippedWhole() {
        return skipped && depth == 0;
    }

    private Outcome failure = Outcome.BROKEN;

    RecordScanner(Window window) {
        this.window = window;
        bytes = window.bytes;
    }

    /** Scans the object that opens at {@code offset}. */
    Outcome scan(long offset) throws IOException {
        begin(offset);
        at++;
        return run(KEY_OR_END);
    }

    /** Scans the rest of an envelope, whose {@code records} array closes at {@code offset}. */
    Outcome scanTail(long offset) throws IOException {
        begin(offset);
        at++;
        return run(NEXT);
    }

    private void begin(long offset) {
        window.pin = offset;
        start = offset;
        maxBytes = MAX_RECORD_BYTES;
        depth = 1;
        objects = 1;
        multiline = false;
        skipped = false;
        bytes = window.bytes;
        at = window.index(offset);
        limitStop();
    }

    private void limitStop() {
        stop = skipped ? window.limit : (int) Math.min(window.limit, start + maxBytes - window.base);
    }

    private Outcome run(int firstState) throws IOException {
        int state = firstState;
        boolean records = false;
        while (at < stop || more()) {
            byte c = bytes[at++];
            switch (c) {
                case ' ', '\t', '\r' -> {}
                case '\n' -> {
                    if (skipped) {
                        return fail(Outcome.TOO_LARGE, at - 1);
                    }
                    multiline = true;
                }
                case '"' -> {
                    long name = window.base + at;
                    if (state == COLON || state == NEXT) {
                        return fail(Outcome.BROKEN, at - 1);
                    } else if (!skipString()) {
                        return fail(failure, at);
                    } else if (state >= VALUE) {
                        state = NEXT;
                    } else {
                        state = COLON;
                        records = depth == 1 && !skipped && isRecords(name);
                    }
                }
                case ':' -> {
                    if (state != COLON) {
                        return fail(Outcome.BROKEN, at - 1);
                    }
                    state = VALUE;
                }
                case ',' -> {
                    if (state != NEXT) {
                        return fail(Outcome.BROKEN, at - 1);
                    }
                    state = inObject() ? KEY : VALUE;
                }
                case '{', '[' -> {
                    if (state != VALUE && state != VALUE_OR_END) {
                        return fail(Outcome.BROKEN, at - 1);
                    } else if (c == '[' && records && depth == 1) {
                        end = window.base + at;
                        return Outcome.RECORDS;
                    } else if (depth == MAX_DEPTH) {
                        return tooDeep();
                    }
                    state = c == '{' ? KEY_OR_END : VALUE_OR_END;
                    objects = c == '{' ? objects | 1L << depth : objects & ~(1L << depth);
                    depth++;
                }
                case '}', ']' -> {
                    boolean closes = state == NEXT || state == (c == '}' ? KEY_OR_END : VALUE_OR_END);
                    if (!closes || inObject() != (c == '}')) {
                        return fail(Outcome.BROKEN, at - 1);
                    }
                    state = NEXT;
                    if (--depth == 0) {
                        return skipped ? fail(Outcome.TOO_LARGE, at) : fail(Outcome.COMPLETE, at);
                    }
                }
                default -> {
                    if ((state != VALUE && state != VALUE_OR_END) || !IN_SCALAR[c & 0xff]) {
                        return fail(Outcome.BROKEN, at - 1);
                    }
                    state = NEXT;
                    while ((at < stop || more()) && IN_SCALAR[bytes[at] & 0xff]) {
                        at++;
                    }
                }
            }
        }
        return fail(failure, at);
    }

    private Outcome fail(Outcome outcome, int index) {
        end = window.base + index;
        return skipped && outcome != Outcome.TOO_DEEP ? Outcome.TOO_LARGE : outcome;
    }

    private boolean inObject() {
        return (objects & 1L << (depth - 1)) != 0;
    }

    /** {@link #at} is after the opening quote, then after the closing one; or on the byte that cannot be. */
    private boolean skipString() throws IOException {
        while (true) {
            while (at < stop && IN_STRING[bytes[at] & 0xff]) {
                at++;
            }
            if (at == stop) {
                if (!more()) {
                    return false;
                }
            } else if (bytes[at] == '"') {
                at++;
                return true;
            } else {
                byte c = bytes[at];
                if (c == '\\') {
                    at++;
                    if (at == stop && !more()) {
                        return false;
                    }
                    c = bytes[at];
                }
                if (c == '\n') { // a cut line
                    failure = Outcome.CUT;
                    return false;
                }
                at++;
            }
        }
    }

    /** Looks at a name of the outermost object, which is still in memory. */
    private boolean isRecords(long name) {
        int from = window.index(name);
        int length = at - 1 - from;
        if (length != 7) {
            return false;
        } else if (is("payload", from)) {
            maxBytes = MAX_CAPTURE_BYTES;
            limitStop();
            return false;
        }
        return is("records", from);
    }

    private boolean is(String lowerCase, int from) {
        for (int i = 0; i < lowerCase.length(); i++) {
            if ((bytes[from + i] | 0x20) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Called with {@link #at} at {@link #stop}: reads on, or begins to skip what outgrows the limit. */
    private boolean more() throws IOException {
        long offset = window.base + at;
        if (!skipped && offset - start >= maxBytes) {
            failure = Outcome.TOO_LARGE;
            if (multiline) {
                return false;
            }
            skip();
        }
        if (skipped) {
            window.pin = offset;
        }
        if (offset == window.base + window.limit && !window.fill()) {
            failure = Outcome.CUT;
            return false;
        }
        bytes = window.bytes;
        at = window.index(offset);
        limitStop();
        return true;
    }

    private void skip() {
        int from = window.index(start);
        head = Arrays.copyOfRange(bytes, from, Math.min(at, from + Garbage.MAX_BYTES));
        skipped = true;
        limitStop();
    }

    /** After a bracket too many: counts brackets to the matching one, or to the end of the line. */
    private Outcome tooDeep() throws IOException {
        if (multiline) {
            return fail(Outcome.TOO_DEEP, at - 1);
        }
        if (!skipped) {
            skip();
        }
        depth++;
        while (depth > 0 && (at < stop || more())) {
            byte c = bytes[at];
            if (c == '\n') {
                break;
            }
            at++;
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            } else if (c == '"' && !skipString()) {
                break;
            }
        }
        return fail(Outcome.TOO_DEEP, at);
    }
}
