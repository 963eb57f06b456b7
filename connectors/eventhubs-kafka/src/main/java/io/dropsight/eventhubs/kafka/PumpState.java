package io.dropsight.eventhubs.kafka;

import io.dropsight.intake.Committed;
import io.dropsight.intake.LogState;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.intake.SourcePartition;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a partition is that is assigned to this instance. Thread-safe. */
final class PumpState {
    private enum Phase {
        OPENING,
        READING,
        FENCED,
        FAILED,
        STOPPED
    }

    /**
     * Where the log ended.
     *
     * @param next    offset of the next record to come
     * @param askedAt before the question was asked
     */
    record End(long next, Instant askedAt) {}

    private final SourcePartition partition;
    private Phase phase = Phase.OPENING;
    private String error = "";
    private String identity = "";
    private long position = Committed.NOTHING;
    private long readUpTo = -1;
    private @Nullable Instant deliveredUpTo;
    /** Batches that were read and not delivered yet. */
    private int pending;

    private boolean stalled;
    private @Nullable End end;
    private @Nullable Instant stillSince;
    private long seenPosition = Long.MIN_VALUE;
    private long seenRead = Long.MIN_VALUE;

    PumpState(SourcePartition partition) {
        this.partition = partition;
    }

    SourcePartition partition() {
        return partition;
    }

    synchronized void begun(long at, String log) {
        phase = Phase.READING;
        error = "";
        position = at;
        identity = log;
    }

    /** The consumer stands there, and what it read before was handed over. */
    synchronized void readUpTo(long next, int batches) {
        readUpTo = next;
        pending += batches;
    }

    /** What was read before counts no more. */
    synchronized void readFrom(long next) {
        readUpTo = next;
        pending = 0;
    }

    /** All that the log had when it was last asked is delivered. */
    synchronized boolean isCaughtUp() {
        return waiting() == 0;
    }

    synchronized void delivered(long at, long lastTime) {
        position = at;
        pending--;
        deliveredUpTo = Instant.ofEpochMilli(lastTime);
        stalled = false;
    }

    synchronized void fenced() {
        phase = Phase.FENCED;
    }

    synchronized void failed(String why) {
        phase = Phase.FAILED;
        error = why;
    }

    synchronized void stoppedByPolicy(String why) {
        phase = Phase.STOPPED;
        error = why;
    }

    synchronized void closed() {
        phase = phase == Phase.STOPPED ? Phase.STOPPED : Phase.OPENING;
    }

    synchronized @Nullable End end() {
        return end;
    }

    /**
     * Hears where the log ends.
     *
     * @return whether it is another log than the one that is being read
     */
    synchronized boolean hear(LogState log, Instant askedAt) {
        end = new End(log.lastPosition() + 1, askedAt);
        return phase == Phase.READING
                && !identity.isEmpty()
                && !log.identity().isEmpty()
                && !identity.equals(log.identity());
    }

    /** Whether records wait, and nothing has moved for that time, for which Kafka is not to blame. */
    synchronized boolean isStalled(Instant now, Duration after) {
        boolean moved = position != seenPosition || readUpTo != seenRead;
        seenPosition = position;
        seenRead = readUpTo;
        if (moved || pending > 0 || phase != Phase.READING || waiting() <= 0) {
            stillSince = null;
            stalled = stalled && !moved && waiting() > 0;
        } else if (stillSince == null) {
            stillSince = now;
        } else if (Duration.between(stillSince, now).compareTo(after) >= 0) {
            stalled = true;
        }
        return stalled;
    }

    /** It has delivered since it was begun, or has nothing to. */
    synchronized boolean isWell() {
        return phase == Phase.READING && (deliveredUpTo != null || waiting() == 0);
    }

    synchronized SourceHealth health(Instant now) {
        long waiting = waiting();
        Instant since = deliveredUpTo;
        boolean behind = waiting != 0 && since != null && since.isBefore(now);
        Duration lag = behind && since != null ? Duration.between(since, now) : Duration.ZERO;
        return new SourceHealth(partition, shown(waiting), position, waiting, lag, error);
    }

    private State shown(long waiting) {
        return switch (phase) {
            case OPENING -> State.STARTING;
            case FENCED -> State.ELSEWHERE;
            case FAILED, STOPPED -> State.FAILED;
            case READING -> {
                if (stalled) {
                    yield State.STALLED;
                }
                yield waiting == 0 ? State.CAUGHT_UP : State.RUNNING;
            }
        };
    }

    /** Records that the log has beyond the delivered ones; -1 if not known. Offsets may have holes, so it is a bound. */
    private long waiting() {
        End known = end;
        if (known == null) {
            return -1;
        }
        boolean all = pending == 0 && readUpTo >= known.next();
        return all ? 0 : Math.max(0, known.next() - 1 - position);
    }
}
