package io.dropsight.azure;

/** Rules for ids and free text. */
final class Texts {
    static final int MAX_ID = 128;
    static final int MAX_TEXT = 256;

    private Texts() {}

    /** What is wrong with an id, or empty: too long, a control character, or half a surrogate pair. */
    static String faultOfId(String id) {
        if (id.length() > MAX_ID) {
            return "has %d characters, at most %d are allowed".formatted(id.length(), MAX_ID);
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (Character.isISOControl(c)) {
                return "has a control character at " + i;
            } else if (Character.isSurrogate(c) && isHalf(id, i)) {
                return "has half a surrogate pair at " + i;
            }
        }
        return "";
    }

    private static boolean isHalf(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
                : i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
    }

    /** At most 256 characters, control characters as spaces, half surrogate pairs as U+FFFD; blank text as empty. */
    static String clean(String text) {
        int end = text.length();
        if (end > MAX_TEXT) {
            end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        }
        StringBuilder changed = null;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            char good = Character.isISOControl(c) ? ' ' : Character.isSurrogate(c) && isHalf(text, i) ? '\ufffd' : c;
            if (good != c) {
                changed = changed == null ? new StringBuilder(text) : changed;
                changed.setCharAt(i, good);
            }
        }
        String cleaned = changed != null ? changed.substring(0, end) : text.substring(0, end);
        return cleaned.isBlank() ? "" : cleaned;
    }

    /** The first number of exactly six digits, not starting with 0, or 0. */
    static int sixDigits(String text) {
        int digits = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (c >= '0' && c <= '9') {
                digits++;
            } else {
                if (digits == 6 && text.charAt(i - 6) != '0') {
                    return Integer.parseInt(text.substring(i - 6, i));
                }
                digits = 0;
            }
        }
        return 0;
    }
}
