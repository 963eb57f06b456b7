package io.dropsight.service.sources;

import io.dropsight.azure.AzureLogDecoder;
import io.dropsight.azure.Decoded;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a line says of time: when its last record arrived, or, where it does not say, happened. Not thread-safe. */
final class LineTimes {
    private final AzureLogDecoder decoder;
    private @Nullable Instant latest;
    private boolean sound;

    LineTimes(String defaultHub) {
        decoder = new AzureLogDecoder(defaultHub);
    }

    /** Null if it tells none. */
    @Nullable
    Instant of(byte[] line) {
        latest = null;
        sound = true;
        decoder.decode(line, 0, line.length, this::take);
        return latest;
    }

    /** Whether there is nothing unreadable in it. */
    boolean isSound(byte[] line) {
        var unused = of(line);
        return sound;
    }

    private void take(Decoded decoded) {
        if (decoded instanceof Decoded.Event event) {
            take(event.arrival() == null ? event.event().occurredAt() : event.arrival());
        } else if (decoded instanceof Decoded.Metric metric) {
            take(metric.arrival() == null ? metric.sample().at() : metric.arrival());
        } else if (decoded instanceof Decoded.Unreadable) {
            sound = false;
        }
    }

    private void take(Instant at) {
        latest = latest == null || at.isAfter(latest) ? at : latest;
    }
}
