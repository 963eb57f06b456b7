package io.dropsight.monitor;

import io.dropsight.intake.Committed;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceAlarm.Kind;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.intake.SourcePartition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the polling of one hub goes, in health, alarms and log lines; each change is told once, whatever follows. Thread-safe.
 */
final class HubState {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsPoller.class);

    /** Where alarms go. */
    @FunctionalInterface
    interface Voice {
        void raise(SourceAlarm alarm);
    }

    private final SourcePartition partition;
    private final PollerSettings settings;
    private final Voice voice;
    private final Instant startedAt;

    private State state = State.STARTING;
    private long position = Committed.NOTHING;
    private String error = "";
    private @Nullable PollOutcome failing;
    private boolean deliveryFailing;
    private boolean toldStale;
    private Instant heldAt = Instant.EPOCH;

    HubState(SourcePartition partition, PollerSettings settings, Voice voice, Instant startedAt) {
        this.partition = partition;
        this.settings = settings;
        this.voice = voice;
        this.startedAt = startedAt;
    }

    synchronized void opened(long at) {
        position = at;
        state = State.STARTING;
    }

    synchronized void answered(long at, boolean held) {
        if (at != position) {
            toldStale = false;
        }
        position = at;
        state = held ? State.RUNNING : State.CAUGHT_UP;
        if (failing != null || deliveryFailing) {
            LOG.info("{}: is polled again", partition);
        }
        failing = null;
        deliveryFailing = false;
        error = "";
    }

    /** All minutes that have settled are delivered. */
    synchronized void nothingToAsk() {
        state = failing == null ? State.CAUGHT_UP : state;
    }

    synchronized void failed(PollException e) {
        error = String.valueOf(e.getMessage());
        boolean news = failing != e.outcome();
        failing = e.outcome();
        if (e.outcome().needsPeople()) {
            state = State.FAILED;
            if (news) {
                raise(e.outcome() == PollOutcome.UNAUTHORIZED ? Kind.UNAUTHORIZED : Kind.UNREACHABLE, error);
            }
            return;
        }
        state = State.RUNNING;
        if (news) {
            LOG.warn("{}: {}", partition, error);
        }
    }

    synchronized void deliveryFailed(String message) {
        state = State.FAILED;
        error = message;
        if (!deliveryFailing) {
            deliveryFailing = true;
            raise(Kind.DELIVERY_FAILED, message);
        }
    }

    /** It is not asked for, since other sources are too far behind: what is missing is no silence of Azure. */
    synchronized void held(Instant at) {
        heldAt = at;
        state = State.RUNNING;
    }

    synchronized void elsewhere() {
        state = State.ELSEWHERE;
        error = "";
        LOG.info("{}: another instance polls it now; this one takes over when that has stopped", partition);
    }

    synchronized void gap(long lost, Duration lookBack) {
        raise(
                Kind.RETENTION_GAP,
                "%s: %d minutes are skipped, for they lie more than %s back; nothing was polled for so long"
                        .formatted(partition, lost, lookBack));
    }

    synchronized SourceHealth health(Instant now) {
        Instant newest = now.minus(settings.settle()).truncatedTo(ChronoUnit.MINUTES);
        boolean none = position == Committed.NOTHING;
        long behind = none ? -1 : Math.max(0, newest.getEpochSecond() / 60 - position - 1);
        boolean red = state != State.FAILED && state != State.ELSEWHERE && isStale(now);
        State shown = red ? State.STALLED : state;
        boolean caughtUp = shown == State.CAUGHT_UP;
        Instant since = none ? startedAt : endOfPosition();
        Duration lag = caughtUp || !since.isBefore(now) ? Duration.ZERO : Duration.between(since, now);
        return new SourceHealth(partition, shown, position, behind, lag, red && error.isEmpty() ? silence() : error);
    }

    /** To be called now and then: silence is news too. */
    synchronized void look(Instant now) {
        if (!toldStale && state != State.FAILED && isStale(now)) {
            toldStale = true;
            raise(Kind.STALLED, error.isEmpty() ? silence() : error);
        }
    }

    /** By the newest minute that was delivered; one that has just started, or was held back, has time to catch up. */
    private boolean isStale(Instant now) {
        Instant end = endOfPosition();
        Instant begun = heldAt.isAfter(startedAt) ? heldAt : startedAt;
        Instant since = end.isAfter(begun) ? end : begun;
        return Duration.between(since, now).compareTo(settings.staleAfter()) > 0;
    }

    private Instant endOfPosition() {
        return Instant.ofEpochSecond((position + 1) * 60);
    }

    private String silence() {
        return "Hub %s: Azure Monitor has no points%s: see that the hub is there and active; until it has, a dip of this hub is not seen"
                .formatted(partition.entity(), position == Committed.NOTHING ? "" : " since " + endOfPosition());
    }

    private void raise(Kind kind, String text) {
        voice.raise(new SourceAlarm(kind, partition, text));
    }
}
