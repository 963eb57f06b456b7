package io.dropsight.azure;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks over all records of an input: objects one after another, with or without separators, in arrays and in the
 * {@code records} arrays of envelopes. After bytes that are no record it goes on at the next line, or at the next
 * sound record of the same line.
 */
final class RecordStream {
    private static final byte ARRAY = 1;
    private static final byte ENVELOPE = 2;
    private static final int MAX_OPEN = 64;
    private static final byte RECORD_SEPARATOR = 0x1e;

    private final Window window;
    private final RecordScanner scanner;
    private final RecordDecoder decoder;
    private final @Nullable Instant arrival;
    /** Offset to report for everything, or -1 for each record's own. */
    private final long origin;

    private final byte[] open = new byte[MAX_OPEN];
    private int depth;
    /** Whether closing brackets of {@link #open} may have been lost in something unreadable. */
    private boolean doubtful;
    /** Whether it has been reported that lists of {@link #open} have no end. */
    private boolean endsMissed;
    /** Closing brackets that may still come for lists that were given up. */
    private int strayClosers;

    private long at;

    RecordStream(Window window, RecordDecoder decoder, @Nullable Instant arrival, long origin) {
        this.window = window;
        this.scanner = new RecordScanner(window);
        this.decoder = decoder;
        this.arrival = arrival;
        this.origin = origin;
    }

    /** Goes on until at least one result is given out; false at the end of the input. */
    boolean advance(Consumer<? super Decoded> out) throws IOException {
        if (at == 0 && !start(out)) {
            return true;
        }
        while (true) {
            window.pin = at;
            if (!window.has(at)) {
                return end(out);
            }
            boolean given =
                    switch (window.at(at)) {
                        case ' ', '\t', '\r', '\n', ',', RECORD_SEPARATOR -> {
                            at++;
                            yield false;
                        }
                        case '{' -> object(out);
                        case '[' -> openArray(out);
                        case ']' -> closeArray(out);
                        case '}' ->
                            (doubtful || strayClosers > 0) ? skipStray() : stray("a } that closes nothing", out);
                        default -> stray("text outside of any record", out);
                    };
            if (given) {
                return true;
            }
        }
    }

    /** Skips a byte order mark; false if the input cannot be read at all. */
    private boolean start(Consumer<? super Decoded> out) throws IOException {
        int count = 0;
        while (count < 3 && window.has(count)) {
            count++;
        }
        int first = count > 0 ? window.at(0) & 0xff : -1;
        int second = count > 1 ? window.at(1) & 0xff : -1;
        if (first == 0xef && second == 0xbb && count > 2 && (window.at(2) & 0xff) == 0xbf) {
            at = 3;
        } else if ((first == 0xff && second == 0xfe)
                || (first == 0xfe && second == 0xff)
                || (second == 0 && (first == '{' || first == '['))
                || (first == 0 && (second == '{' || second == '['))) {
            Garbage garbage =
                    new Garbage(UnreadableReason.NOT_UTF8, "UTF-16 from its first byte: convert it to UTF-8", place(0));
            window.pin = 0;
            while (at < Garbage.MAX_BYTES && window.has(at)) {
                at++;
            }
            garbage.add(window.bytes, window.index(0), window.index(at));
            while (window.has(at)) {
                at = window.base + window.limit;
                window.pin = at;
            }
            out.accept(garbage.unreadable());
            return false;
        }
        return true;
    }

    private boolean end(Consumer<? super Decoded> out) {
        if (depth > 0 && !doubtful && !endsMissed) {
            endsMissed = true;
            out.accept(new Garbage(UnreadableReason.CUT_JSON, "the input ends inside an array of records", place(at))
                    .unreadable());
            return true;
        }
        return false;
    }

    private boolean object(Consumer<? super Decoded> out) throws IOException {
        int from = window.index(at);
        int to = decoder.decodePlain(window.bytes, from, window.limit, place(at), arrival, out);
        if (to > from) {
            at += to - from;
            return true;
        }
        RecordScanner.Outcome outcome = scanner.scan(at);
        if (outcome == RecordScanner.Outcome.COMPLETE) {
            decode(at, scanner.end, out);
            at = scanner.end;
            return true;
        } else if (outcome == RecordScanner.Outcome.RECORDS) {
            boolean given = push(ENVELOPE, out);
            at = scanner.end;
            return given;
        }
        return recover(outcome, out);
    }

    private boolean openArray(Consumer<? super Decoded> out) throws IOException {
        if (!doubtful && depth == MAX_OPEN) {
            String detail = "more than %d arrays inside each other".formatted(MAX_OPEN);
            return recover(new Garbage(UnreadableReason.TOO_DEEP, detail, place(at)), false, at + 1, out);
        }
        push(ARRAY, out);
        at++;
        return false;
    }

    private boolean push(byte kind, Consumer<? super Decoded> out) {
        boolean given = false;
        if (!doubtful && depth == MAX_OPEN) {
            given = !endsMissed;
            if (given) {
                String detail = "%d lists of records without their end".formatted(MAX_OPEN);
                out.accept(new Garbage(UnreadableReason.CUT_JSON, detail, place(at)).unreadable());
            }
            endsMissed = true;
            doubtful = true;
        }
        if (doubtful) {
            strayClosers = depth * 2;
            depth = 0;
            doubtful = false;
        }
        open[depth++] = kind;
        return given;
    }

    private boolean closeArray(Consumer<? super Decoded> out) throws IOException {
        if (depth == 0) {
            return strayClosers > 0 ? skipStray() : stray("a ] that closes nothing", out);
        }
        boolean given = false;
        if (open[depth - 1] == ARRAY) {
            depth--;
            at++;
        } else {
            RecordScanner.Outcome outcome = scanner.scanTail(at);
            if (outcome == RecordScanner.Outcome.RECORDS) {
                at = scanner.end;
            } else {
                depth--;
                if (outcome == RecordScanner.Outcome.COMPLETE) {
                    at = scanner.end;
                } else {
                    given = recover(outcome, out);
                }
            }
        }
        doubtful &= depth > 0;
        endsMissed &= depth > 0;
        return given;
    }

    private boolean skipStray() {
        strayClosers = Math.max(0, strayClosers - 1);
        at++;
        return false;
    }

    private boolean recover(RecordScanner.Outcome outcome, Consumer<? super Decoded> out) throws IOException {
        long bad = scanner.end - at;
        UnreadableReason reason;
        String detail;
        switch (outcome) {
            case TOO_LARGE -> {
                reason = UnreadableReason.TOO_LARGE;
                detail = "a record of more than 1 MiB, or a capture line of more than 8 MiB";
            }
            case TOO_DEEP -> {
                reason = UnreadableReason.TOO_DEEP;
                detail = "a record nested deeper than " + RecordScanner.MAX_DEPTH;
            }
            default -> {
                boolean cut = outcome == RecordScanner.Outcome.CUT || (scanner.multiline && opensAt(scanner.end));
                reason = cut ? UnreadableReason.CUT_JSON : UnreadableReason.NOT_JSON;
                detail = (cut ? "the record breaks off at its byte " : "not JSON at byte ") + bad;
            }
        }
        Garbage garbage = new Garbage(reason, detail, place(at));
        if (!scanner.skipped) {
            return recover(garbage, scanner.multiline, at + 1, out);
        }
        garbage.addSkipped(scanner.head);
        if (scanner.skippedWhole()) {
            out.accept(garbage.unreadable());
            at = scanner.end;
            return true;
        }
        at = scanner.end;
        return recover(garbage, false, at, out);
    }

    private boolean opensAt(long offset) throws IOException {
        return window.has(offset) && (window.at(offset) == '{' || window.at(offset) == '[');
    }

    private boolean stray(String detail, Consumer<? super Decoded> out) throws IOException {
        return recover(new Garbage(UnreadableReason.NOT_JSON, detail, place(at)), false, at + 1, out);
    }

    /**
     * Gives out what begins at {@link #at} as unreadable, up to the next line, or to a sound record before that.
     *
     * @param manyLines whether what failed had sound lines: then it goes on to a line that opens an object or array
     * @param from      the first byte that may open a record
     */
    private boolean recover(Garbage garbage, boolean manyLines, long from, Consumer<? super Decoded> out)
            throws IOException {
        doubtful = depth > 0;
        long kept = at;
        long next = from;
        boolean lineBegins = false;
        while (true) {
            window.pin = kept;
            if (!window.has(next)) {
                break;
            }
            byte c = window.at(next);
            boolean ends = lineBegins ? c == '{' || c == '[' : c == '\n' && !manyLines;
            if (ends) {
                break;
            } else if (c == '{') {
                garbage.add(window.bytes, window.index(kept), window.index(next));
                kept = next;
                if (giveOut(garbage, next, out)) {
                    return true;
                } else if (scanner.skipped) {
                    garbage.addSkipped(scanner.head);
                    kept = scanner.end;
                }
                next = scanner.passed() ? scanner.end : next + 1;
                lineBegins = false;
            } else {
                lineBegins = c == '\n' || (lineBegins && (c <= ' ' || c == ','));
                next++;
            }
            if (next - kept >= Garbage.MAX_BYTES / 4) {
                garbage.add(window.bytes, window.index(kept), window.index(next));
                kept = next;
            }
        }
        garbage.add(window.bytes, window.index(kept), window.index(next));
        out.accept(garbage.unreadable());
        at = next;
        return true;
    }

    /** Gives out the garbage and then what opens at {@code offset}, if that is a sound record or an envelope. */
    private boolean giveOut(Garbage garbage, long offset, Consumer<? super Decoded> out) throws IOException {
        RecordScanner.Outcome outcome = scanner.scan(offset);
        List<Decoded> found = new ArrayList<>();
        if (outcome == RecordScanner.Outcome.COMPLETE) {
            decode(offset, scanner.end, found::add);
        }
        boolean envelope = outcome == RecordScanner.Outcome.RECORDS;
        if (!envelope && found.stream().allMatch(result -> result instanceof Decoded.Unreadable)) {
            return false;
        }
        out.accept(garbage.unreadable());
        found.forEach(out);
        at = scanner.end;
        if (envelope) {
            push(ENVELOPE, out);
        }
        return true;
    }

    private void decode(long from, long to, Consumer<? super Decoded> out) {
        decoder.decode(window.bytes, window.index(from), window.index(to), place(from), arrival, out);
    }

    private long place(long offset) {
        return origin < 0 ? offset : origin;
    }
}
