package io.dropsight.intake;

import io.dropsight.intake.SourceAlarm.Kind;
import java.time.Instant;
import java.util.Optional;

/**
 * Compares a position with the log it belongs to, raises the alarms and applies the policies: the same for all sources.
 * Stateless but for its listeners; thread-safe.
 */
public final class Continuity {
    private final StartPolicy start;
    private final GapPolicy gap;
    private final RecreatedPolicy recreated;
    private final IntakeMetrics metrics;
    private final SourceAlarm.Listener alarms;

    public Continuity(
            StartPolicy start,
            GapPolicy gap,
            RecreatedPolicy recreated,
            IntakeMetrics metrics,
            SourceAlarm.Listener alarms) {
        this.start = start;
        this.gap = gap;
        this.recreated = recreated;
        this.metrics = metrics;
        this.alarms = alarms;
    }

    /** Where to go on, to be asked after the delivery was opened and before the first body is read. */
    public Resume resume(SourcePartition partition, Optional<Committed> committed, LogState log) {
        if (committed.isEmpty()) {
            return new Resume.AsPolicy(start);
        }
        Committed at = committed.get();
        if (isRecreated(at, log)) {
            return ofRecreated(partition, at, log);
        }
        long lost = log.firstPosition() - at.position() - 1;
        if (at.position() == Committed.NOTHING || lost <= 0) {
            return new Resume.After(at);
        }
        return lost(partition, at.position(), log.firstPosition())
                ? new Resume.Earliest(at, false)
                : new Resume.Stop(
                        "%s: stopped by the gap policy, since %d positions were lost; set it to go on, or reset the position"
                                .formatted(partition, lost));
    }

    /**
     * To be told of each batch's first position, where positions of the log have no holes: a jump is a loss.
     *
     * @return whether to go on
     */
    public boolean mayGoOn(SourcePartition partition, long committed, long firstOfBatch) {
        return committed == Committed.NOTHING
                || firstOfBatch <= committed + 1
                || lost(partition, committed, firstOfBatch);
    }

    private boolean lost(SourcePartition partition, long committed, long first) {
        long lost = first - committed - 1;
        metrics.count(partition, IntakeMetrics.Count.LOST, lost);
        raise(
                Kind.RETENTION_GAP,
                partition,
                "%s: positions %d to %d are gone, the retention of the log has passed them: %d bodies are lost; lengthen the retention or see why reading fell behind"
                        .formatted(partition, committed + 1, first - 1, lost));
        if (gap == GapPolicy.STOP) {
            raise(Kind.STOPPED_BY_POLICY, partition, "%s: left alone, as the gap policy says".formatted(partition));
        }
        return gap == GapPolicy.GO_ON;
    }

    private Resume ofRecreated(SourcePartition partition, Committed at, LogState log) {
        raise(
                Kind.LOG_RECREATED,
                partition,
                "%s: the log was made again: delivered up to position %d of \"%s\", it now ends at %d of \"%s\"; the policy says %s"
                        .formatted(partition, at.position(), at.log(), log.lastPosition(), log.identity(), recreated));
        if (recreated == RecreatedPolicy.RESET) {
            Instant arrival = at.arrival();
            return new Resume.Earliest(new Committed(Committed.NOTHING, "", arrival, log.identity()), true);
        }
        raise(
                Kind.STOPPED_BY_POLICY,
                partition,
                "%s: left alone, as the policy for new logs says".formatted(partition));
        return new Resume.Stop(
                "%s: stopped, since its log was deleted and made again; set the policy to reset, or reset the position"
                        .formatted(partition));
    }

    /** By its identity where that is known, else by an end that lies before what was delivered from it. */
    private static boolean isRecreated(Committed at, LogState log) {
        if (!at.log().isEmpty() && !log.identity().isEmpty()) {
            return !at.log().equals(log.identity());
        }
        return log.lastPosition() < at.position();
    }

    private void raise(Kind kind, SourcePartition partition, String text) {
        alarms.raised(new SourceAlarm(kind, partition, text));
    }
}
