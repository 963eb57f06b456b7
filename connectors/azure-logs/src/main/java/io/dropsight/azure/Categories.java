package io.dropsight.azure;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Log categories, compared without case. */
final class Categories {
    private static final Map<String, String> KNOWN = Decoded.Ignorable.CATEGORIES.stream()
            .filter(name -> Character.isUpperCase(name.charAt(0)))
            .collect(Collectors.toUnmodifiableMap(name -> name.toLowerCase(Locale.ROOT), Function.identity()));

    private Categories() {}

    static boolean isConnections(String category) {
        return category.equals("Connections") || category.strip().equalsIgnoreCase("Connections");
    }

    /** The name as {@link Decoded.Ignorable#CATEGORIES} has it, {@code other} if it is none of them. */
    static String ignorable(String category) {
        return KNOWN.getOrDefault(category.strip().toLowerCase(Locale.ROOT), Decoded.Ignorable.OTHER);
    }
}
