package io.dropsight.azure;

import io.dropsight.model.Auth;
import java.util.EnumMap;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** The values of one object: a record, or its {@code properties}. Of a field that comes twice the last one counts. */
final class Fields {
    private final EnumMap<Field, String> values = new EnumMap<>(Field.class);
    /** Those that hold a number or a boolean; the value is that as text. */
    private final EnumSet<Field> scalars = EnumSet.noneOf(Field.class);
    /** Those that hold an object or array; there is no value then. */
    private final EnumSet<Field> containers = EnumSet.noneOf(Field.class);

    Auth auth = Auth.UNKNOWN;

    void clear() {
        values.clear();
        scalars.clear();
        containers.clear();
        auth = Auth.UNKNOWN;
    }

    void put(Field field, String value) {
        values.put(field, value);
        scalars.remove(field);
        containers.remove(field);
    }

    void putNull(Field field) {
        put(field, "");
    }

    void putScalar(Field field, String value) {
        put(field, value);
        scalars.add(field);
    }

    void putContainer(Field field) {
        put(field, "");
        containers.add(field);
    }

    /** The value, or empty if there is none, it is blank, or an object or array. */
    String text(Field field) {
        @Nullable String value = values.get(field);
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
        return scalars.contains(field);
    }

    boolean isContainer(Field field) {
        return containers.contains(field);
    }

    /** Whether there is a value that is no text. */
    boolean isNotText(Field field) {
        return isScalar(field) || isContainer(field);
    }
}
