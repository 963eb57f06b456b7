package io.dropsight.azure;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A field's name as it stands in records: all that follows the opening quote, up to and with the colon. */
final class FieldName {
    final Field field;
    private final byte[] text;

    FieldName(String name, String closingQuote) {
        field = Field.of(name);
        text = (name + closingQuote + ':').getBytes(StandardCharsets.ISO_8859_1);
    }

    int length() {
        return text.length;
    }

    boolean isAt(byte[] bytes, int at, int limit) {
        int end = at + text.length;
        return end <= limit && Arrays.equals(text, 0, text.length, bytes, at, end);
    }
}
