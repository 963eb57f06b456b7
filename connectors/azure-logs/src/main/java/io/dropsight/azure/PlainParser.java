package io.dropsight.azure;

import io.dropsight.model.Auth;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the usual records in one pass: ASCII, one line, no escapes but {@code \"} and {@code \\}, no nesting but the
 * properties, whole in memory. Leaves every other record, sound or not, to {@link RecordScanner} and
 * {@link RecordParser}, which find the same in what this one reads, in three times the time. Not thread-safe.
 */
final class PlainParser {
    private static final boolean[] PLAIN = new boolean[256];

    static {
        Arrays.fill(PLAIN, ' ', 0x7f, true);
        PLAIN['"'] = false;
        PLAIN['\\'] = false;
    }

    private static final int MAX_DIGITS = 18;

    private final RecordFields record;
    private final Vocabulary vocabulary;
    private final TextCache<Auth> auths;
    private final TextCache<Auth> wrappedAuths;

    private final FieldNames outerNames = new FieldNames("\"");
    private final FieldNames innerNames = new FieldNames("\"");
    private final FieldNames wrappedNames = new FieldNames("\\\"");

    private byte[] bytes = {};
    private int at;
    private int limit;

    PlainParser(RecordFields record, Vocabulary vocabulary, Authentications authentications) {
        this.record = record;
        this.vocabulary = vocabulary;
        auths = new TextCache<>(text -> authentications.ofText(unescaped(text)));
        wrappedAuths = new TextCache<>(text -> authentications.ofText(unescaped(unescaped(text))));
    }

    /** Reads the object that opens at {@code from}; the index after it, or -1 if it is not a usual one. */
    int parse(byte[] source, int from, int to) {
        record.clear();
        bytes = source;
        at = from + 1;
        limit = Math.min(to, from + RecordScanner.MAX_RECORD_BYTES);
        return readObject(record.outer, false) ? at : -1;
    }

    /** @param wrapped whether it is inside a string, so that its quotes are escaped */
    private boolean readObject(Fields target, boolean wrapped) {
        FieldNames names = wrapped ? wrappedNames : target == record.outer ? outerNames : innerNames;
        names.start();
        do {
            skipSpaces();
            if (!takeQuote(wrapped)) {
                return false;
            }
            Field field;
            FieldName guessed = names.guess(bytes, at, limit);
            if (guessed != null) {
                field = guessed.field;
                at += guessed.length();
            } else {
                int from = at;
                at = endOfPlain();
                field = names.find(bytes, from, at - from);
                if (!takeQuote(wrapped) || !takeColon()) {
                    return false;
                }
            }
            skipSpaces();
            if (!readValue(field, target, wrapped)) {
                return false;
            }
            skipSpaces();
        } while (take(','));
        return take('}');
    }

    private boolean takeColon() {
        skipSpaces();
        return take(':');
    }

    private boolean readValue(Field field, Fields target, boolean wrapped) {
        if (field == Field.RECORDS || field == Field.PAYLOAD || at == limit) {
            return false;
        } else if (field == Field.PROPERTIES) {
            return target == record.outer && readProperties();
        }
        return switch (bytes[at]) {
            case '"', '\\' -> readString(field, target, wrapped);
            case 'n' -> {
                if (field == Field.AUTH) {
                    target.auth = Auth.UNKNOWN;
                } else {
                    target.putNull(field);
                }
                yield take("null");
            }
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> readNumber(field, target);
            default -> false;
        };
    }

    private boolean readProperties() {
        record.clearProperties();
        if (take('{')) {
            return readObject(record.inner, false);
        } else if (take('"')) {
            skipSpaces();
            if (take('{') && !readObject(record.inner, true)) {
                return false;
            }
            skipSpaces();
            return take('"');
        }
        return take("null");
    }

    private boolean readString(Field field, Fields target, boolean wrapped) {
        if (!takeQuote(wrapped)) {
            return false;
        }
        int from = at;
        boolean escaped = false;
        while (true) {
            at = endOfPlain();
            if (isQuote(at, wrapped)) {
                break;
            } else if (!isEscape(at, wrapped)) {
                return false;
            }
            escaped = true;
            at += wrapped ? 4 : 2;
        }
        int length = at - from;
        at += wrapped ? 2 : 1;
        if (field == Field.AUTH) {
            target.auth = (wrapped ? wrappedAuths : auths).get(bytes, from, length);
        } else if (field != Field.UNUSED) {
            if (escaped) {
                return false;
            }
            boolean unique = field == Field.TIME || field == Field.DEVICE_ID;
            target.put(
                    field,
                    unique
                            ? new String(bytes, from, length, StandardCharsets.ISO_8859_1)
                            : vocabulary.value(field, bytes, from, length));
        }
        return true;
    }

    private boolean readNumber(Field field, Fields target) {
        int from = at;
        take('-');
        int digits = at;
        skipDigits();
        boolean sound = at > digits && at - digits <= MAX_DIGITS && (bytes[digits] != '0' || at == digits + 1);
        if (take('.')) {
            int fraction = at;
            skipDigits();
            sound &= at > fraction && at - fraction <= MAX_DIGITS;
        }
        if (!sound || field == Field.AUTH) {
            return false;
        }
        if (field != Field.UNUSED) {
            target.putScalar(field, new String(bytes, from, at - from, StandardCharsets.ISO_8859_1));
        }
        return true; // what may not follow a number may not follow any value
    }

    private void skipDigits() {
        while (at < limit && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
    }

    private void skipSpaces() {
        while (at < limit && bytes[at] == ' ') {
            at++;
        }
    }

    private boolean take(char c) {
        if (at < limit && bytes[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean take(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!take(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean takeQuote(boolean wrapped) {
        if (!isQuote(at, wrapped)) {
            return false;
        }
        at += wrapped ? 2 : 1;
        return true;
    }

    private boolean isQuote(int index, boolean wrapped) {
        return wrapped
                ? index + 1 < limit && bytes[index] == '\\' && bytes[index + 1] == '"'
                : index < limit && bytes[index] == '"';
    }

    /** Whether an escaped quote or backslash is there; inside a string both of its bytes are escaped themselves. */
    private boolean isEscape(int index, boolean wrapped) {
        int last = index + (wrapped ? 3 : 1);
        return last < limit
                && bytes[index] == '\\'
                && (!wrapped || (bytes[index + 1] == '\\' && bytes[index + 2] == '\\'))
                && (bytes[last] == '"' || bytes[last] == '\\');
    }

    /** The index of the next quote, backslash, control character or non-ASCII byte. */
    private int endOfPlain() {
        byte[] text = bytes;
        int end = limit;
        int index = at;
        while (index < end && PLAIN[text[index] & 0xff]) {
            index++;
        }
        return index;
    }

    /** Of text whose only escapes are those of quotes and backslashes. */
    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                c = text.charAt(i);
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
