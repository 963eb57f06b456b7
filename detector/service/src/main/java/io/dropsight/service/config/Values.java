package io.dropsight.service.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/** Text to values; what is wrong is said in words that tell what to write instead. */
final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Values() {}

    /** Why a value cannot be used, and what to write. */
    static final class Wrong extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        Wrong(String advice) {
            super(advice);
        }
    }

    /** @throws Wrong with the advice alone: neither key nor value is in it */
    static void check(ConfigKey key, String text) {
        String value = text.strip();
        if (value.isEmpty()) {
            throw new Wrong("is empty: leave the key out, or write " + kind(key.type()) + key.suchAs());
        }
        Comparable<?> parsed = comparable(key, value);
        Within bounds = key.within();
        if (bounds != null && (less(parsed, key, bounds.min()) || less(comparable(key, bounds.max()), key, value))) {
            throw new Wrong("is out of bounds: use " + bounds.min() + " to " + bounds.max() + key.suchAs());
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // both are of the key's one type
    private static boolean less(Comparable one, ConfigKey key, String other) {
        return one.compareTo(comparable(key, other)) < 0;
    }

    private static Comparable<?> comparable(ConfigKey key, String value) {
        Class<?> type = key.type();
        try {
            if (type == int.class || type == long.class || type == short.class) {
                return Long.parseLong(value);
            } else if (type == double.class) {
                double number = Double.parseDouble(value);
                if (!Double.isFinite(number)) {
                    throw new NumberFormatException();
                }
                return number;
            } else if (type == boolean.class) {
                return bool(value);
            } else if (type == Duration.class) {
                return duration(value);
            } else if (type == URI.class) {
                return url(value);
            } else if (type == Path.class) {
                return Path.of(value);
            } else if (type.isEnum()) {
                return word(type, value);
            }
            return value;
        } catch (NumberFormatException | InvalidPathException e) {
            throw new Wrong("is not " + kind(type) + ": write one" + key.suchAs());
        }
    }

    static boolean bool(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Wrong("is neither true nor false: write one of them");
        };
    }

    static Duration duration(String value) {
        Matcher matcher = DURATION.matcher(value.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new Wrong("is not a duration: write a whole number with its unit, ms, s, m, h or d, such as 30s");
        }
        return Duration.ofMillis(
                Math.multiplyExact(Long.parseLong(matcher.group(1)), MILLIS.getOrDefault(matcher.group(2), 0L)));
    }

    static URI url(String value) {
        try {
            URI url = new URI(value);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below, together with what is well-formed but leads nowhere
        }
        throw new Wrong("is not a URL: write one that begins with http:// or https:// and names a host");
    }

    static String word(Class<?> type, String value) {
        String word = value.toLowerCase(Locale.ROOT).replace('-', '_');
        if (!ConfigKey.words(type).contains(word)) {
            throw new Wrong("is unknown: use " + String.join(", ", ConfigKey.words(type)));
        }
        return word;
    }

    static Converter<Duration> durations() {
        return Values::duration;
    }

    static String kind(Class<?> type) {
        if (type == int.class || type == long.class || type == short.class) {
            return "a whole number";
        } else if (type == double.class) {
            return "a number";
        } else if (type == Duration.class) {
            return "a duration";
        } else if (type == boolean.class) {
            return "true or false";
        } else if (type == Path.class) {
            return "a path";
        } else if (type == URI.class) {
            return "a URL";
        }
        return type.isEnum() ? "one of " + String.join(", ", ConfigKey.words(type)) : "text";
    }
}
