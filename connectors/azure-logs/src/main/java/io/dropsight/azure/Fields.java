package io.dropsight.azure;

import io.dropsight.model.Auth;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of one object: a record, or its {@code properties}. Of a field that comes twice the last one counts. */
final class Fields {
    private final @Nullable String[] values = new String[Field.values().length];
    /** Bit per field: it holds a number or a boolean; the value is that as text. */
    private long scalars;
    /** Bit per field: it holds an object or array; there is no value then. */
    private long containers;

    Auth auth = Auth.UNKNOWN;

    void clear() {
        Arrays.fill(values, null);
        scalars = 0;
        containers = 0;
        auth = Auth.UNKNOWN;
    }

    void put(Field field, String value) {
        int index = index(field);
        values[index] = value;
        scalars &= ~(1L << index);
        containers &= ~(1L << index);
    }

    void putNull(Field field) {
        put(field, "");
    }

    void putScalar(Field field, String value) {
        put(field, value);
        scalars |= 1L << index(field);
    }

    void putContainer(Field field) {
        put(field, "");
        containers |= 1L << index(field);
    }

    /** The value, or empty if there is none, it is blank, or an object or array. */
    String text(Field field) {
        String value = values[index(field)];
        return value == null || value.isBlank() ? "" : value;
    }

    /** The first of the fields that has a value, or empty. */
    String firstOf(Field... fields) {
        for (Field field : fields) {
            String text = text(field);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    boolean has(Field field) {
        return isContainer(field) || !text(field).isEmpty();
    }

    boolean isScalar(Field field) {
        return (scalars & 1L << index(field)) != 0;
    }

    boolean isContainer(Field field) {
        return (containers & 1L << index(field)) != 0;
    }

    /** Whether there is a value that is no text. */
    boolean isNotText(Field field) {
        return ((scalars | containers) & 1L << index(field)) != 0;
    }

    @SuppressWarnings("EnumOrdinal") // what an EnumMap does, on the hot path, without its checks
    private static int index(Field field) {
        return field.ordinal();
    }
}
