package io.dropsight.azure;

import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/**
 * The names in one kind of object, with a guess at the next one: records mostly have the same fields in the same
 * order, and to compare one name is faster than to look up any. Bounded; not thread-safe.
 */
final class FieldNames {
    private static final int MAX_GUESSED = 64;

    private final TextCache<FieldName> names;
    /** By field: the name that came after it last time; {@code RECORDS}, which none comes after, is the start. */
    private final EnumMap<Field, FieldName> guesses = new EnumMap<>(Field.class);

    private Field previous = Field.RECORDS;

    FieldNames(String closingQuote) {
        names = new TextCache<>(text -> new FieldName(text, closingQuote));
    }

    void start() {
        previous = Field.RECORDS;
    }

    /** The next name, if the guess is right. */
    @Nullable
    FieldName guess(byte[] bytes, int at, int limit) {
        FieldName guess = guesses.get(previous);
        if (guess != null && guess.isAt(bytes, at, limit)) {
            previous = guess.field;
            return guess;
        }
        return null;
    }

    /** The next name, which the guess was not; the bytes are ASCII. */
    Field find(byte[] bytes, int from, int length) {
        FieldName found = names.get(bytes, from, length);
        if (length <= MAX_GUESSED) {
            guesses.put(previous, found);
        }
        previous = found.field;
        return found.field;
    }
}
