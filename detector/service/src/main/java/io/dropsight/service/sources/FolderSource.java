package io.dropsight.service.sources;

import io.dropsight.files.FolderScan;
import io.dropsight.files.FolderScan.Found;
import io.dropsight.files.LineTail.Line;
import io.dropsight.intake.Committed;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.Note;
import io.dropsight.intake.Payload;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceAlarm.Kind;
import io.dropsight.intake.SourcePartition;
import io.dropsight.service.config.RunConfig;
import java.io.EOFException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A folder to which logs are exported: files appear and grow, and each of their lines is delivered once. How far each
 * file was read is a note that is written in the transaction of its lines, so a restart goes on where it was. What is
 * new is delivered in the order of the times that it tells, over all files; while nothing is new the source vouches for the
 * time up to {@code delay} ago. Nothing in the folder is changed.
 */
public final class FolderSource extends PumpedSource {
    /** Of one transaction; far below what a delivery splits, for a note comes with the last line of its file. */
    private static final int MOST_LINES = 500;

    private static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_OPEN = 200;
    private static final int MOST_TOLD = 1_000;
    /** A file that is gone for so long is forgotten: with the same name it is a new one then. */
    private static final Duration FORGET_AFTER = Duration.ofDays(30);

    private final RunConfig.Folder config;
    private final Deliveries deliveries;
    private final SourceAlarm.Listener alarms;
    private final Clock clock;
    private final LineTimes times;
    private final Stillness stillness;
    /** By path below the folder, as committed. */
    private final Map<String, FileMark> marks = new HashMap<>();

    private final Set<String> told = new HashSet<>();
    private final List<Payload> batch = new ArrayList<>();
    /** How far the batch goes in each file. */
    private final Map<String, FileMark> batchMarks = new HashMap<>();

    private int batchBytes;
    private int open;
    private long next;

    /** @param alarms of files that were replaced or cannot be read */
    public FolderSource(
            String name, RunConfig.Folder config, Deliveries deliveries, SourceAlarm.Listener alarms, Clock clock) {
        super(new SourcePartition("folder", "local", name, "dropsight", 0), deliveries);
        this.config = config;
        this.deliveries = deliveries;
        this.alarms = alarms;
        this.clock = clock;
        this.times = new LineTimes(config.defaultHub());
        this.stillness = new Stillness(clock);
    }

    @Override
    void pump(Delivery to) {
        marks.clear();
        stillness.clear();
        clearBatch();
        deliveries.notes(partition()).forEach((file, note) -> marks.put(file, FileMark.read(note)));
        next = to.committed().map(Committed::position).orElse(Committed.NOTHING) + 1;
        while (true) {
            Instant looked = clock.instant();
            List<String> problems = look(to);
            if (problems.isEmpty()) {
                to.idle(looked.minus(config.delay()));
                progress(Duration.ZERO);
            } else {
                stalled(problems.get(0));
            }
            to.keepAlive();
            rest(config.pollEvery().toMillis());
        }
    }

    /** @return what of the folder could not be seen */
    private List<String> look(Delivery to) {
        FolderScan scan = FolderScan.of(config.path(), config.glob().orElse(""));
        scan.problems().forEach(problem -> tell(Kind.UNREACHABLE, problem));
        PriorityQueue<FileReading> readings = new PriorityQueue<>();
        open = 0;
        try {
            for (Found file : scan.files()) {
                FileReading reading = stillness.isDone(file) ? null : begin(file);
                if (reading != null) {
                    goOn(reading, readings);
                }
            }
            while (!readings.isEmpty()) {
                FileReading first = readings.remove();
                add(to, first);
                goOn(first, readings);
            }
            flush(to);
        } finally {
            readings.forEach(FileReading::close);
        }
        if (scan.problems().isEmpty()) {
            forget(to, scan);
        }
        return scan.problems();
    }

    /** Null where there is nothing to read, or nothing that may be. */
    private @Nullable FileReading begin(Found file) {
        FileMark mark = marks.get(file.name());
        if (mark != null && mark.isLeft() || file.size() == 0 && mark == null) {
            return null;
        }
        try {
            if (mark != null && !file.beginsWith(mark.head())) {
                leave(file, mark, "begins with other bytes than it did");
                return null;
            }
            return new FileReading(file, file.head(), mark == null ? 0 : mark.offset(), times);
        } catch (IOException e) {
            unreadable(file, e);
            return null;
        }
    }

    /** Goes to the next line of a file; one that has none any more is closed. */
    private void goOn(FileReading reading, PriorityQueue<FileReading> readings) {
        Found file = reading.file();
        boolean wasOpen = reading.isOpen();
        try {
            boolean more = reading.advance() || isLastLine(reading);
            open += wasOpen ? 0 : 1;
            if (more) {
                readings.add(reading);
                if (open > MOST_OPEN) {
                    reading.close();
                    open--;
                }
                return;
            }
        } catch (EOFException e) {
            FileMark mark = marks.get(file.name());
            if (mark != null) {
                leave(file, mark, "is shorter than what was read of it");
            }
        } catch (IOException e) {
            unreadable(file, e);
        }
        open -= reading.isOpen() ? 1 : 0;
        reading.close();
    }

    /** At the end of what is there: whether the rest is to be taken although no line break ends it. */
    private boolean isLastLine(FileReading reading) throws IOException {
        Found file = reading.file();
        String problem = reading.problem();
        Line rest = reading.rest();
        if (problem.isEmpty() && rest == null) {
            stillness.done(file);
            return false;
        }
        boolean isStill = stillness.isStill(file);
        boolean isComplete = problem.isEmpty() && rest != null && times.isSound(rest.bytes());
        if (!(isComplete ? stillness.isSeenAgain(file) : isStill)) {
            return false; // somebody may still be writing it
        }
        if (!problem.isEmpty()) {
            tell(
                    Kind.UNREACHABLE,
                    "%s cannot be read to its end: %s; the rest is left out".formatted(file.path(), problem));
            stillness.done(file);
            return false;
        }
        reading.takeRest();
        return true;
    }

    private void add(Delivery to, FileReading reading) {
        Line line = reading.line();
        if (batch.size() >= MOST_LINES || batchBytes + line.bytes().length > MOST_BYTES) {
            flush(to);
        }
        Instant now = clock.instant();
        Instant at = reading.time().isAfter(now) ? now : reading.time();
        FileMark mark = reading.mark(now);
        batch.add(new Payload(
                next, Long.toString(next), at, line.bytes(), note(reading.file().name(), mark)));
        next++;
        batchBytes += line.bytes().length;
        batchMarks.put(reading.file().name(), mark);
        progress(Duration.between(at, now));
    }

    private void flush(Delivery to) {
        if (!batch.isEmpty()) {
            rest(0);
            deliver(to, lastNotes(batch));
            marks.putAll(batchMarks);
            clearBatch();
        }
    }

    private void clearBatch() {
        batch.clear();
        batchMarks.clear();
        batchBytes = 0;
    }

    /** It is no longer the file that was read: told once, and left alone, also after a restart. */
    private void leave(Found file, FileMark mark, String why) {
        tell(
                Kind.LOG_RECREATED,
                "%s %s: it was replaced, and is left alone; give what is new another name to have it read"
                        .formatted(file.path(), why));
        FileMark left = new FileMark(mark.offset(), mark.head(), true, clock.instant());
        batch.add(new Payload(next, Long.toString(next), Instant.EPOCH, new byte[0], note(file.name(), left)));
        next++;
        batchMarks.put(file.name(), left);
    }

    private void forget(Delivery to, FolderScan scan) {
        Instant limit = clock.instant().minus(FORGET_AFTER);
        Set<String> gone = new TreeSet<>(marks.keySet());
        scan.files().forEach(file -> gone.remove(file.name()));
        for (String name : gone) {
            FileMark mark = marks.get(name);
            if (mark != null && mark.at().isBefore(limit)) {
                marks.remove(name);
                deliver(
                        to,
                        List.of(new Payload(
                                next, Long.toString(next), Instant.EPOCH, new byte[0], new Note(name, null))));
                next++;
            }
        }
        stillness.keepOnly(scan.files());
    }

    private void unreadable(Found file, IOException e) {
        tell(Kind.UNREACHABLE, "%s cannot be read: %s; the other files are".formatted(file.path(), e.getMessage()));
    }

    private void tell(Kind kind, String text) {
        if (told.size() < MOST_TOLD && told.add(text)) {
            trouble(text);
            alarms.raised(new SourceAlarm(kind, partition(), text));
        }
    }

    /** The note of each line would be right; that of its file's last line in the batch is enough. */
    private static List<Payload> lastNotes(List<Payload> batch) {
        List<Payload> thinned = new ArrayList<>(batch);
        Set<String> noted = new HashSet<>();
        for (int i = thinned.size() - 1; i >= 0; i--) {
            Payload payload = thinned.get(i);
            Note note = payload.note();
            if (note != null && !noted.add(note.key())) {
                thinned.set(i, new Payload(payload.position(), payload.offset(), payload.enqueuedAt(), payload.body()));
            }
        }
        return thinned;
    }

    private static Note note(String file, FileMark mark) {
        return new Note(file, mark.note());
    }
}
