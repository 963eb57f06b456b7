package io.dropsight.files;

import io.dropsight.azure.AzureLogDecoder;
import io.dropsight.azure.AzureLogReader;
import io.dropsight.azure.Decoded;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.FeedSink;
import io.dropsight.model.Rejection;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Reads logs whole, sorts their records by arrival, and hands them to a sink: the order is that of the content, so
 * neither the order of files nor that of lines matters, and positions count 1, 2, 3 in it. A record that does not say
 * when it arrived, arrives at its own event time. What cannot be read goes to the sink as it is found, before the rest.
 *
 * <p>Memory is bounded whatever the size of the logs; beyond the bound of {@link LogOptions} a temporary folder is
 * used, which {@link #close()} deletes. That may be called by another thread, such as a shutdown hook, at any time.
 */
public final class LogSource implements AutoCloseable {
    private static final long MAX_BUFFERED_BYTES = 64L * 1024 * 1024;
    private static final int FAN_IN = 64;
    private static final String UNKNOWN_HUB = "unknown";

    private final LogFiles files;
    private final LogOptions options;
    private final ExternalSort sort;
    private final Tally tally = new Tally();
    private boolean delivered;
    private AzureLogDecoder decoder;
    private String decoderHub;

    /** @throws IllegalArgumentException if the hub of the options cannot be a hub's name */
    public LogSource(LogFiles files, LogOptions options) {
        this.files = files;
        this.options = options;
        decoderHub = options.hub().isEmpty() ? UNKNOWN_HUB : options.hub();
        decoder = new AzureLogDecoder(decoderHub);
        sort = new ExternalSort(options.maxRecords(), MAX_BUFFERED_BYTES, FAN_IN, options.tempFolder());
    }

    /**
     * Reads and delivers everything; once.
     *
     * @throws CancellationException if it is closed meanwhile
     * @throws IllegalStateException if the temporary folder fails
     */
    public LogSummary deliverTo(FeedSink sink, Progress progress) {
        if (delivered) {
            throw new IllegalStateException("These logs were delivered: use a new source");
        }
        delivered = true;
        var throttle = new Throttle(progress, System::nanoTime);
        long bytes = files.bytes();
        for (LogFile file : files.files()) {
            read(file, sink, throttle, bytes);
        }
        throttle.end(Progress.Phase.READING, tally.bytes(), bytes, tally.records());
        deliver(sink, throttle);
        throttle.end(Progress.Phase.DELIVERING, tally.used(), tally.used(), tally.records());
        return tally.summary();
    }

    /** Deletes what is in the temporary folder; a delivery in another thread ends with an exception. */
    @Override
    public void close() {
        sort.close();
    }

    private void read(LogFile file, FeedSink sink, Throttle progress, long bytes) {
        long before = tally.bytes();
        try (LogInput in = LogInput.open(file, options.standardInput(), tally::bytes);
                var reader = new AzureLogReader(in, decoderFor(file))) {
            tally.file();
            for (Decoded decoded = reader.next(); decoded != null; decoded = reader.next()) {
                take(decoded, file, sink);
                progress.at(Progress.Phase.READING, tally.bytes(), bytes, tally.records());
            }
            if (!in.problem().isEmpty()) {
                tally.problem("%s was read up to its byte %d only: %s; the rest of the logs is read"
                        .formatted(file.name(), tally.bytes() - before, in.problem()));
            }
        } catch (IOException e) {
            tally.problem("%s cannot be read: %s; the rest of the logs is".formatted(file.name(), Problem.cause(e)));
        }
    }

    private void take(Decoded decoded, LogFile file, FeedSink sink) {
        if (decoded instanceof Decoded.Event event) {
            sort.add(Entry.of(event.event(), event.arrival()));
            tally.connection(event.event().device().hub(), event.event().occurredAt());
        } else if (decoded instanceof Decoded.Metric metric) {
            sort.add(Entry.of(metric.sample(), metric.arrival()));
            tally.metric(metric.sample().hub(), metric.sample().at());
        } else if (decoded instanceof Decoded.Ignorable ignorable) {
            tally.other(ignorable.category());
        } else if (decoded instanceof Decoded.Unreadable bad) {
            tally.unreadable(bad.reason());
            sink.reject(new Rejection(bad.body(), bad.reason(), bad.detail(), file.name() + "@" + bad.offset()));
        }
    }

    private void deliver(FeedSink sink, Throttle progress) {
        sort.drainTo(new Consumer<>() {
            private long position;

            @Override
            public void accept(Entry entry) {
                position++;
                FeedMessage message = entry.decode();
                if (message instanceof FeedMessage.Event event) {
                    sink.event(entry.arrival(), position, event.event());
                } else if (message instanceof FeedMessage.Metric metric) {
                    sink.metric(entry.arrival(), position, metric.sample());
                }
                progress.at(Progress.Phase.DELIVERING, position, tally.used(), tally.records());
            }
        });
    }

    /** One decoder serves all files of a hub, which lie side by side. */
    private AzureLogDecoder decoderFor(LogFile file) {
        String hub = options.hub().isEmpty() ? file.hub() : options.hub();
        if (hub.isEmpty()) {
            hub = UNKNOWN_HUB;
        }
        if (!hub.equals(decoderHub)) {
            decoder = decoderOf(hub);
            decoderHub = hub;
        }
        return decoder;
    }

    private static AzureLogDecoder decoderOf(String hub) {
        try {
            return new AzureLogDecoder(hub);
        } catch (IllegalArgumentException e) { // a folder's name need not be a hub's
            return new AzureLogDecoder(UNKNOWN_HUB);
        }
    }
}
