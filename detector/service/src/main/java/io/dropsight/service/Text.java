package io.dropsight.service;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Words on a terminal. */
final class Text {
    /** A blank, unless it stands between a number and its unit. */
    private static final Pattern BLANK = Pattern.compile(" (?!(?<=\\d )(?:s|min|h|%)(?!\\p{Alnum}))");

    private Text() {}

    /** Without control and direction characters, so that a device id cannot move the cursor or hide what follows. */
    static String safe(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean plain = type != Character.CONTROL
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR;
            out.appendCodePoint(plain ? c : '?');
        });
        return out.toString();
    }

    /** Such as {@code 1 device}, {@code 2 devices}, {@code 1,000 devices}. */
    static String count(long n, String one) {
        return String.format(Locale.ROOT, "%,d %s%s", n, one, n == 1 ? "" : "s");
    }

    /** Such as {@code 1 in 250,000}: two digits at most, rounded to the side of caution. */
    static String chance(double probability) {
        double times = 1 / probability;
        if (!(times >= 2)) {
            return "1 in 1";
        } else if (times > 1e12) {
            return "1 in 1,000,000,000,000";
        }
        double unit = Math.max(1, Math.pow(10, Math.floor(Math.log10(times)) - 1));
        return String.format(Locale.ROOT, "1 in %,d", (long) (Math.floor(times / unit) * unit));
    }

    /** Such as {@code 45 s}, {@code 65 min}, {@code 65 min 2 s}, {@code 19 h 12 min}. */
    static String duration(Duration duration) {
        long s = Math.round(duration.toMillis() / 1000.0);
        if (s < 120) {
            return s + " s";
        }
        if (s < 3 * 3600) {
            return s / 60 + " min" + (s % 60 == 0 ? "" : " " + s % 60 + " s");
        }
        long minutes = Math.round(s / 60.0);
        return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }

    /** Breaks at blanks, but not between a number and its unit; a single long word stays whole. */
    static String wrap(String first, String next, String text, int width) {
        StringBuilder out = new StringBuilder();
        StringBuilder line = new StringBuilder(first);
        boolean fresh = true;
        for (String word : BLANK.split(text, -1)) {
            if (!fresh && line.length() + 1 + word.length() > width) {
                out.append(line).append('\n');
                line = new StringBuilder(next);
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        return out.append(line).append('\n').toString();
    }
}
