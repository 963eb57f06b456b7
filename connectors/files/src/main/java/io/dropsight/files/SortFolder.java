package io.dropsight.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary folder that is made with its first file and is gone, with every file, after {@link #close()}, also when
 * that is called in the midst of the work by another thread: the files are then closed under it.
 */
final class SortFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SortFolder.class);

    private final Path parent;
    private final Set<Path> files = new HashSet<>();
    private final Set<FileChannel> open = new HashSet<>();
    private @Nullable Path folder;
    private int made;
    private int mostOpen;
    private volatile boolean closed;

    SortFolder(Path parent) {
        this.parent = parent;
    }

    synchronized Path newFile() throws IOException {
        requireOpen();
        Path here = folder;
        if (here == null) {
            here = Files.createTempDirectory(parent, "dropsight-sort-");
            folder = here;
        }
        Path file = here.resolve("run-" + ++made);
        files.add(file);
        return file;
    }

    synchronized FileChannel open(Path file, StandardOpenOption... options) throws IOException {
        requireOpen();
        FileChannel channel = FileChannel.open(file, options);
        open.add(channel);
        mostOpen = Math.max(mostOpen, open.size());
        return channel;
    }

    synchronized void done(FileChannel channel) throws IOException {
        open.remove(channel);
        channel.close();
    }

    synchronized void delete(Path file) throws IOException {
        files.remove(file);
        Files.deleteIfExists(file);
    }

    /** @throws CancellationException if it is closed */
    void requireOpen() {
        if (closed) {
            throw new CancellationException("Reading was stopped");
        }
    }

    synchronized int made() {
        return made;
    }

    synchronized int mostOpen() {
        return mostOpen;
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (FileChannel channel : open) {
            quietly(channel);
        }
        open.clear();
        for (Path file : files) {
            quietly(() -> Files.deleteIfExists(file));
        }
        files.clear();
        Path here = folder;
        if (here != null) {
            quietly(() -> Files.deleteIfExists(here));
            folder = null;
        }
    }

    private void quietly(Closeable step) {
        try {
            step.close();
        } catch (IOException e) {
            LOG.warn("Temporary folder {} is left behind: delete it", folder, e);
        }
    }
}
