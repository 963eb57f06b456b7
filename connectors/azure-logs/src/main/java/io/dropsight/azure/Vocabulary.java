package io.dropsight.azure;

import java.util.Locale;

/** Makes the values of text fields; those that repeat from record to record are shared. Not thread-safe. */
final class Vocabulary {
    private final TextCache<String> words = new TextCache<>(text -> text);
    private final TextCache<String> texts = new TextCache<>(Texts::clean);
    private final TextCache<String> hubs = new TextCache<>(Vocabulary::lastSegment);

    /** The bytes are ASCII. */
    String value(Field field, byte[] bytes, int from, int length) {
        return cache(field).get(bytes, from, length);
    }

    String value(Field field, String text) {
        return cache(field).get(text);
    }

    private TextCache<String> cache(Field field) {
        return switch (field) {
            case RESULT_DESCRIPTION, STATUS_DESCRIPTION, ERROR_MESSAGE, PROTOCOL, SDK_VERSION, MASKED_ADDRESS -> texts;
            case RESOURCE_ID -> hubs;
            default -> words;
        };
    }

    /** Of a resource id: the hub's name, lower-cased; empty if there is none. */
    private static String lastSegment(String resourceId) {
        String path = resourceId.strip();
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        int from = path.lastIndexOf('/', end - 1) + 1;
        return path.substring(from, end).strip().toLowerCase(Locale.ROOT);
    }
}
