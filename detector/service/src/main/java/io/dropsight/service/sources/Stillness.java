package io.dropsight.service.sources;

import io.dropsight.files.FolderScan.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which files have not changed, and since when: by size and time of change, as seen at each look. Not thread-safe. */
final class Stillness {
    /** An end that nobody has added to for so long is taken as it is. */
    static final Duration UNFINISHED_FOR = Duration.ofMinutes(10);

    private static final FileTime UNKNOWN = FileTime.fromMillis(0);

    private final Clock clock;
    private final Map<String, Seen> seen = new HashMap<>();

    private record Seen(long size, FileTime changed, Instant since, int looks, boolean isDone) {}

    Stillness(Clock clock) {
        this.clock = clock;
    }

    void clear() {
        seen.clear();
    }

    /** To be asked once at each look: whether it was read to its end and is as it was then. */
    boolean isDone(Found file) {
        FileTime changed = changed(file);
        Seen before = seen.get(file.name());
        Seen now = new Seen(file.size(), changed, clock.instant(), 1, false);
        if (before != null && before.size() == file.size() && before.changed().equals(changed)) {
            now = new Seen(before.size(), changed, before.since(), before.looks() + 1, before.isDone());
        }
        seen.put(file.name(), now);
        return now.isDone();
    }

    void done(Found file) {
        seen.computeIfPresent(
                file.name(), (name, it) -> new Seen(it.size(), it.changed(), it.since(), it.looks(), true));
    }

    /** Whether it is the same as at the look before. */
    boolean isSeenAgain(Found file) {
        Seen it = seen.get(file.name());
        return it != null && it.looks() > 1;
    }

    boolean isStill(Found file) {
        Seen it = seen.get(file.name());
        return it != null && !clock.instant().isBefore(it.since().plus(UNFINISHED_FOR));
    }

    void keepOnly(Collection<Found> files) {
        Set<String> names = new HashSet<>();
        files.forEach(file -> names.add(file.name()));
        seen.keySet().retainAll(names);
    }

    private static FileTime changed(Found file) {
        try {
            return Files.getLastModifiedTime(file.path());
        } catch (IOException e) { // it is told when it is opened
            return UNKNOWN;
        }
    }
}
