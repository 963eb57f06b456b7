package io.dropsight.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * Searches the disk for {@link LogFiles}. Folders are listed in order of names, so that the result does not depend on
 * the file system's.
 */
final class FileFinder {
    /** By real path, so that two names of one file count once. */
    private final Map<Path, LogFile> files = new LinkedHashMap<>();

    private final List<String> missing = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int skipped;
    /** Logs found, counting each as often as it was. */
    private int seen;

    private boolean stdin;

    void find(String argument) {
        if (argument.equals(LogFile.STDIN)) {
            stdin = true;
            return;
        }
        try {
            Path path = Path.of(argument);
            if (argument.isEmpty()) {
                missing.add("An empty path was given: name a file, a folder or - for standard input");
            } else if (Files.isDirectory(path)) {
                searchNamed(path);
            } else if (Files.exists(path)) {
                add(path);
            } else if (Files.isSymbolicLink(path)) {
                missing.add("%s is a link to something that is not there: mend it or leave it out".formatted(argument));
            } else if (Glob.isOne(argument)) {
                findGlob(argument);
            } else {
                missing.add("%s is not there: check the path (this program looks from %s)"
                        .formatted(argument, Path.of("").toAbsolutePath()));
            }
        } catch (InvalidPathException e) {
            missing.add("%s is no path or pattern: %s".formatted(argument, e.getReason()));
        } catch (PatternSyntaxException e) { // whose message is a drawing of several lines
            missing.add("%s is no path or pattern: %s at its character %d"
                    .formatted(argument, e.getDescription(), e.getIndex() + 1));
        }
    }

    LogFiles found() {
        List<LogFile> sorted = new ArrayList<>(files.values());
        sorted.sort(Comparator.comparing(LogFile::name));
        if (stdin) {
            sorted.add(LogFile.stdin());
        }
        return new LogFiles(sorted, missing, problems, skipped);
    }

    private void searchNamed(Path folder) {
        int before = seen + problems.size();
        search(folder, new HashSet<>());
        if (seen + problems.size() == before) {
            problems.add("Folder %s holds no logs: looked for *.json, *.jsonl, *.ndjson, *.log, *.txt, plain or .gz"
                    .formatted(folder));
        }
    }

    /** Links are followed, and each folder is entered once whatever its names. */
    private void search(Path folder, Set<Path> entered) {
        if (!entered.add(realPath(folder))) {
            return;
        }
        for (Path entry : list(folder)) {
            if (Files.isDirectory(entry)) {
                search(entry, entered);
            } else if (!NameRule.looksLikeLog(entry)) {
                skipped++;
            } else {
                addRegular(entry);
            }
        }
    }

    private void findGlob(String argument) {
        Glob glob = Glob.of(argument);
        int before = seen + problems.size();
        if (!Files.isDirectory(glob.base()) || !matchIn(glob.base(), glob, 1)) {
            missing.add(
                    "%s matches nothing: check the pattern (* stays in its folder, ** does not)".formatted(argument));
        } else if (seen + problems.size() == before) {
            problems.add("%s matches nothing that could be a log".formatted(argument));
        }
    }

    /** As in a shell, {@code **} does not go through links to folders: so loops end, and other patterns have a depth. */
    private boolean matchIn(Path folder, Glob glob, int depth) {
        boolean matched = false;
        for (Path entry : list(folder)) {
            boolean isFolder = Files.isDirectory(entry);
            if (glob.matches(entry)) {
                matched = true;
                if (isFolder) {
                    search(entry, new HashSet<>());
                } else if (NameRule.ourOutput(entry)) {
                    skipped++;
                } else {
                    addRegular(entry);
                }
            } else if (isFolder && depth < glob.depth() && !(glob.anyDepth() && Files.isSymbolicLink(entry))) {
                matched |= matchIn(entry, glob, depth + 1);
            }
        }
        return matched;
    }

    /** What is in the folder and not hidden, by name; nothing if it cannot be read. */
    private List<Path> list(Path folder) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                if (!NameRule.hidden(entry)) {
                    entries.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            problems.add("Folder %s cannot be searched: %s; the rest is read".formatted(folder, Problem.cause(e)));
        }
        entries.sort(Comparator.comparing(Path::toString));
        return entries;
    }

    /** Of what was not named but found: pipes and devices are left alone, they might never end. */
    private void addRegular(Path path) {
        if (Files.isRegularFile(path)) {
            add(path);
        } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.exists(path)) {
            problems.add("%s is a link to something that is not there; the rest is read".formatted(path));
        } else {
            skipped++;
        }
    }

    private void add(Path path) {
        seen++;
        files.putIfAbsent(realPath(path), new LogFile(path.toString(), path, size(path)));
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) { // a pipe of the shell's, as in replay <(zcat a.gz), has no real path
            return path.toAbsolutePath();
        }
    }

    private static long size(Path path) {
        try {
            return Files.isRegularFile(path) ? Files.size(path) : -1;
        } catch (IOException e) { // it is told when it is opened
            return 0;
        }
    }
}
