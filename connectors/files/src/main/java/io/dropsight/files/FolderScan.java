package io.dropsight.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The logs that are in a folder now, by the rules of {@link LogFiles}.
 *
 * @param files    in order of their paths
 * @param problems messages about what cannot be searched
 */
public record FolderScan(List<Found> files, List<String> problems) {
    private static final int MOST_HEAD_BYTES = 256;

    /**
     * @param name  path below the folder
     * @param size  on disk, in bytes
     */
    public record Found(String name, Path path, long size) {
        /** Sum of the first bytes on disk, to tell whether it is still the same file. */
        public Head head() throws IOException {
            return headOf((int) Math.min(size, MOST_HEAD_BYTES));
        }

        /** Whether it still begins as it did. */
        public boolean beginsWith(Head head) throws IOException {
            return size >= head.length() && headOf(head.length()).equals(head);
        }

        private Head headOf(int length) throws IOException {
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(length);
                CRC32 sum = new CRC32();
                sum.update(bytes);
                return new Head(bytes.length, sum.getValue());
            }
        }
    }

    /**
     * @param length in bytes; at most {@value #MOST_HEAD_BYTES}
     * @param sum    CRC-32
     */
    public record Head(int length, long sum) {}

    /**
     * @param glob of paths below the folder; empty for all that look like logs
     * @throws java.util.regex.PatternSyntaxException if the glob is none
     */
    public static FolderScan of(Path folder, String glob) {
        PathMatcher wanted = FileSystems.getDefault().getPathMatcher("glob:" + (glob.isEmpty() ? "**" : glob));
        LogFiles found = LogFiles.find(List.of(folder.toString()));
        List<Found> files = new ArrayList<>();
        for (LogFile file : found.files()) {
            Path path = file.path();
            if (path != null) {
                Path name = folder.relativize(path);
                if (glob.isEmpty() || wanted.matches(name)) {
                    files.add(new Found(name.toString(), path, file.bytes()));
                }
            }
        }
        List<String> problems = new ArrayList<>(found.missing());
        found.problems().stream()
                .filter(problem -> !problem.contains("holds no logs"))
                .forEach(problems::add);
        return new FolderScan(List.copyOf(files), List.copyOf(problems));
    }
}
