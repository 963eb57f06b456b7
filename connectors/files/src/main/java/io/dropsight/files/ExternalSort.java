package io.dropsight.files;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Sorts any number of entries in bounded memory: up to a limit they stay on the heap; beyond it they go to disk in
 * sorted runs, which are merged at most {@code fanIn} at a time, so that many runs need no more open files than few.
 * Each entry is written once, and once more for each power of {@code fanIn} that the number of runs reaches.
 *
 * <p>One thread adds and drains; {@link #close()} may come from another at any time, and makes the next step of that
 * thread throw {@link CancellationException}.
 */
final class ExternalSort implements AutoCloseable {
    private static final int FILE_BUFFER = 64 * 1024;

    private final int maxRecords;
    private final long maxBytes;
    private final int fanIn;
    private final Path tempParent;
    private final SortFolder folder;
    /** Runs by how often their entries were merged; fewer than {@code fanIn} of each. */
    private final List<List<Run>> tiers = new ArrayList<>();

    private List<Entry> buffer = new ArrayList<>();
    private long bufferedBytes;

    /**
     * @param maxRecords at least 1
     * @param maxBytes   of heap for what is buffered, roughly
     * @param fanIn      at least 2
     */
    ExternalSort(int maxRecords, long maxBytes, int fanIn, Path tempParent) {
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
        this.fanIn = fanIn;
        this.tempParent = tempParent;
        this.folder = new SortFolder(tempParent);
    }

    void add(Entry entry) {
        folder.requireOpen();
        buffer.add(entry);
        bufferedBytes += entry.heapBytes();
        if (buffer.size() >= maxRecords || bufferedBytes >= maxBytes) {
            onDisk(() -> keep(0, write(sorted())));
        }
    }

    /** Hands over all entries in order; once. */
    void drainTo(Consumer<Entry> sink) {
        onDisk(() -> {
            List<Run> runs = new ArrayList<>();
            tiers.forEach(runs::addAll);
            while (runs.size() > fanIn) {
                List<Run> smallest = runs.subList(0, fanIn);
                Run merged = merge(smallest);
                smallest.clear();
                runs.add(merged);
            }
            Iterator<Entry> inMemory = sorted().iterator();
            if (runs.isEmpty()) {
                while (inMemory.hasNext()) {
                    folder.requireOpen();
                    sink.accept(inMemory.next());
                }
                return;
            }
            mergeInto(runs, inMemory, sink::accept);
        });
    }

    /** Deletes whatever is on disk. */
    @Override
    public void close() {
        folder.close();
    }

    int runsWritten() {
        return folder.made();
    }

    int mostOpenFiles() {
        return folder.mostOpen();
    }

    private List<Entry> sorted() {
        List<Entry> sorted = buffer;
        sorted.sort(null);
        buffer = new ArrayList<>();
        bufferedBytes = 0;
        return sorted;
    }

    private void keep(int tier, Run run) throws IOException {
        if (tier == tiers.size()) {
            tiers.add(new ArrayList<>());
        }
        List<Run> same = tiers.get(tier);
        same.add(run);
        if (same.size() == fanIn) {
            Run merged = merge(same);
            same.clear();
            keep(tier + 1, merged);
        }
    }

    private Run write(List<Entry> entries) throws IOException {
        try (var out = new RunWriter()) {
            for (Entry entry : entries) {
                out.write(entry);
            }
            return out.finish();
        }
    }

    private Run merge(List<Run> runs) throws IOException {
        try (var out = new RunWriter()) {
            mergeInto(runs, List.<Entry>of().iterator(), out::write);
            return out.finish();
        }
    }

    /** Merges the runs, and what is in memory, and deletes each run as it is read. */
    private void mergeInto(List<Run> runs, Iterator<Entry> inMemory, Step step) throws IOException {
        List<RunReader> readers = new ArrayList<>();
        try {
            PriorityQueue<Head> heads = new PriorityQueue<>(runs.size() + 1);
            for (Run run : runs) {
                RunReader reader = new RunReader(run);
                readers.add(reader);
                advance(reader, heads);
            }
            advance(inMemory, heads);
            while (true) {
                Head least = heads.poll();
                if (least == null) {
                    return;
                }
                folder.requireOpen();
                step.take(least.entry());
                advance(least.rest(), heads);
            }
        } finally {
            for (RunReader reader : readers) {
                reader.close();
            }
        }
    }

    private static void advance(Iterator<Entry> entries, PriorityQueue<Head> heads) {
        if (entries.hasNext()) {
            heads.add(new Head(entries.next(), entries));
        }
    }

    private void onDisk(Work work) {
        try {
            work.run();
        } catch (IOException | DiskFailure e) {
            folder.requireOpen(); // closed under the work: then that is the reason
            throw new IllegalStateException(
                    "Sorting the records needs room in %s, which failed: %s; free some or name another temporary folder"
                            .formatted(tempParent, e.getMessage()),
                    e);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    @FunctionalInterface
    private interface Step {
        void take(Entry entry) throws IOException;
    }

    /** Not to be taken for a failure of the sink that an entry is handed to. */
    private static final class DiskFailure extends UncheckedIOException {
        DiskFailure(IOException cause) {
            super(cause);
        }
    }

    private record Run(Path file, long entries) {}

    private record Head(Entry entry, Iterator<Entry> rest) implements Comparable<Head> {
        @Override
        public int compareTo(Head other) {
            return entry.compareTo(other.entry);
        }
    }

    private final class RunWriter implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;
        private final DataOutputStream out;
        private long entries;

        RunWriter() throws IOException {
            file = folder.newFile();
            channel = folder.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), FILE_BUFFER));
        }

        void write(Entry entry) throws IOException {
            entry.writeTo(out);
            entries++;
        }

        Run finish() throws IOException {
            out.flush();
            return new Run(file, entries);
        }

        @Override
        public void close() throws IOException {
            folder.done(channel);
        }
    }

    private final class RunReader implements Iterator<Entry>, AutoCloseable {
        private final Run run;
        private final FileChannel channel;
        private final DataInputStream in;
        private long left;

        RunReader(Run run) throws IOException {
            this.run = run;
            channel = folder.open(run.file(), StandardOpenOption.READ);
            in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), FILE_BUFFER));
            left = run.entries();
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public Entry next() {
            try {
                left--;
                return Entry.readFrom(in);
            } catch (IOException e) {
                throw new DiskFailure(e);
            }
        }

        @Override
        public void close() throws IOException {
            folder.done(channel);
            folder.delete(run.file());
        }
    }
}
