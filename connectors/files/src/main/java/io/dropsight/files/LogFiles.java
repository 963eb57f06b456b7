package io.dropsight.files;

import java.util.List;

/**
 * What the user named, found on disk.
 *
 * <p>An argument is a file, a folder, a glob that the shell has left alone ({@code *} and {@code ?} within a folder,
 * {@code **} across folders but not links to folders, {@code [ab]}, {@code {a,b}}) or {@code -} for standard input. A file that is named twice,
 * be it by another path or a link, is read once.
 *
 * <p>A folder is searched to any depth, links followed. Of what is in it, these are read: names that end in {@code .json},
 * {@code .jsonl}, {@code .ndjson}, {@code .log} or {@code .txt}, or have no dot, each also with {@code .gz} behind.
 * These are not: hidden files and folders (a name that begins with a dot) and what this program writes itself
 * ({@code alerts.jsonl}, {@code verdicts.jsonl}, {@code labels.jsonl}). A glob leaves out the latter two only, and a
 * file that is named by itself is always read.
 *
 * @param files    in order of their paths, standard input last
 * @param missing  messages about arguments that name nothing: wrong usage
 * @param problems messages about what is there but cannot be searched: the rest is read all the same
 * @param skipped  files in searched folders that are no logs by the rule above
 */
public record LogFiles(List<LogFile> files, List<String> missing, List<String> problems, int skipped) {
    public LogFiles {
        files = List.copyOf(files);
        missing = List.copyOf(missing);
        problems = List.copyOf(problems);
    }

    /** Looks at names and folders only; opens no file. Whatever is wrong is in the result. */
    public static LogFiles find(List<String> arguments) {
        var finder = new FileFinder();
        arguments.forEach(finder::find);
        return finder.found();
    }

    /** Size of all of it, or -1 if that is not known. */
    public long bytes() {
        return files.stream().anyMatch(file -> file.bytes() < 0)
                ? -1
                : files.stream().mapToLong(LogFile::bytes).sum();
    }
}
