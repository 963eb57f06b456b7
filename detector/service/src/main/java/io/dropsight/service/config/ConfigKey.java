package io.dropsight.service.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration.
 *
 * @param name     dotted; {@code *} stands for the name of a source, or of a Kafka setting
 * @param type     of one value
 * @param list     whether several are allowed
 * @param fallback the default; null if there is none
 * @param required whether it must be given where its group is
 */
record ConfigKey(
        String name,
        Class<?> type,
        boolean list,
        @Nullable String fallback,
        boolean required,
        About about,
        @Nullable Within within) {

    /** Whether a dotted name is one of this key. */
    boolean matches(String dotted) {
        String quoted = Pattern.quote(name);
        String star = name.endsWith("*") ? ".+" : "[^.]+";
        return Pattern.matches(quoted.replace("*", "\\E" + star + "\\Q"), dotted);
    }

    /** With one group, what stands for the star, if there is a star. */
    Pattern variablePattern() {
        return Pattern.compile(variable().replace("*", "([A-Z0-9]+(?:_[A-Z0-9]+)*)"));
    }

    /** The environment variable; a star is left in it. */
    String variable() {
        return ("dropsight." + name).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9*]", "_");
    }

    String fallbackText() {
        return fallback == null ? "" : fallback;
    }

    /** What a right value looks like, for a message. */
    String suchAs() {
        String example = about.example().isEmpty() ? fallbackText() : about.example();
        return example.isEmpty() ? "" : ", such as " + example;
    }

    /** The words of an enumeration, as they are written. */
    static List<String> words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(word -> word.toString().toLowerCase(Locale.ROOT))
                .toList();
    }
}
