package io.dropsight.service.sinks;

import io.dropsight.service.view.AlertVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells reminders and ends of silences to who listens now. Nothing of it is kept: who was away asks for what is open. The
 * {@link Webhook} keeps books of its own.
 */
public final class LiveOccasions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveOccasions.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Sinks.State state;
    private final Occasions occasions;
    private final Consumer<AlertVersion> listener;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread its = new Thread(task, "dropsight-occasions");
        its.setDaemon(true);
        return its;
    });
    /** Null until the past of the topics is known. */
    private @Nullable Instant toldUntil;

    private LiveOccasions(Sinks.State state, Duration remindAfter, Consumer<AlertVersion> listener) {
        this.state = state;
        this.occasions = new Occasions(state, remindAfter);
        this.listener = listener;
    }

    /** @param remindAfter zero for never */
    public static LiveOccasions start(Sinks.State state, Duration remindAfter, Consumer<AlertVersion> listener) {
        LiveOccasions live = new LiveOccasions(state, remindAfter, listener);
        var unused = live.thread.scheduleWithFixedDelay(
                () -> live.tellUntil(Instant.now()), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return live;
    }

    private void tellUntil(Instant now) {
        if (!state.isCaughtUp().getAsBoolean()) {
            return;
        }
        try {
            Instant from = toldUntil;
            if (from != null) {
                occasions.between(from, now).forEach(listener);
            }
        } catch (RuntimeException e) { // which would end the schedule
            LOG.warn("Reminders and ends of silences up to {} were not told to /api/events: {}", now, e.toString());
        }
        toldUntil = now;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
