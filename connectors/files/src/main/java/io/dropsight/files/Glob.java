package io.dropsight.files;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;

/**
 * A pattern, split where its wildcards begin.
 *
 * @param base  the folder to start from, without wildcards
 * @param rest  matches a path relative to {@code base}
 * @param depth how many names deep below {@code base} a match may lie
 */
record Glob(Path base, PathMatcher rest, int depth) {
    static boolean isOne(String argument) {
        return argument.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
    }

    /** @throws java.util.regex.PatternSyntaxException if it is none */
    static Glob of(String argument) {
        int wildcard = 0;
        while (!isOne(argument.substring(wildcard, wildcard + 1))) {
            wildcard++;
        }
        int slash = argument.lastIndexOf('/', wildcard);
        String rest = argument.substring(slash + 1);
        // The shell's **/ may stand for no folder at all, Java's stands for one or more.
        String pattern = rest.replaceAll("(^|/)\\*\\*/", "$1{**/,}");
        return new Glob(
                Path.of(slash < 0 ? "" : slash == 0 ? "/" : argument.substring(0, slash)),
                FileSystems.getDefault().getPathMatcher("glob:" + pattern),
                rest.contains("**") ? Integer.MAX_VALUE : rest.split("/").length);
    }

    boolean anyDepth() {
        return depth == Integer.MAX_VALUE;
    }

    boolean matches(Path entry) {
        return rest.matches(base.toString().isEmpty() ? entry : base.relativize(entry));
    }
}
