package io.dropsight.files;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Which files of a folder are taken for logs, by name alone; the rule is told to users at {@link LogFiles}. */
final class NameRule {
    private static final Set<String> ENDINGS = Set.of("json", "jsonl", "ndjson", "log", "txt");
    private static final Set<String> OUR_OUTPUT = Set.of("alerts.jsonl", "verdicts.jsonl", "labels.jsonl");

    private NameRule() {}

    static boolean hidden(Path path) {
        return name(path).startsWith(".");
    }

    static boolean ourOutput(Path path) {
        return OUR_OUTPUT.contains(withoutGz(name(path)));
    }

    static boolean looksLikeLog(Path path) {
        String name = withoutGz(name(path));
        int dot = name.lastIndexOf('.');
        return !ourOutput(path) && (dot < 0 || ENDINGS.contains(name.substring(dot + 1)));
    }

    private static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
    }

    private static String withoutGz(String name) {
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }
}
