package io.dropsight.eventhubs.kafka;

import io.dropsight.intake.Committed;
import io.dropsight.intake.Continuity;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.LogState;
import io.dropsight.intake.Resume;
import io.dropsight.intake.SourcePartition;
import io.dropsight.intake.StartPolicy;
import java.util.List;
import java.util.Map;

/**
 * Takes a partition over. First the former owner is fenced off, then the position is read, then the log is asked whether
 * it still has what comes next; only then is anything read. Thread-safe.
 */
final class LogOpener {
    private final Deliveries deliveries;
    private final Continuity continuity;
    private final LogFacts facts;

    /** @param identity of the log at that moment; empty if not known */
    record Begin(long offset, String identity) {}

    LogOpener(Deliveries deliveries, Continuity continuity, LogFacts facts) {
        this.deliveries = deliveries;
        this.continuity = continuity;
        this.facts = facts;
    }

    Delivery open(SourcePartition partition) {
        return deliveries.open(partition);
    }

    /**
     * Where to read from.
     *
     * @throws PolicyException if a policy says that the partition is to be left alone
     */
    Begin begin(Delivery delivery) {
        int number = delivery.partition().partition();
        LogState log = state(number);
        return new Begin(offset(delivery, number, log), log.identity());
    }

    private LogState state(int number) {
        Map<Integer, LogState> states = facts.states(List.of(number));
        LogState state = states.get(number);
        if (state == null) {
            throw new IllegalStateException("no state of partition " + number);
        }
        return state;
    }

    private long offset(Delivery delivery, int number, LogState log) {
        Resume resume = continuity.resume(delivery.partition(), delivery.committed(), log);
        if (resume instanceof Resume.Stop stop) {
            throw new PolicyException(stop.why());
        } else if (resume instanceof Resume.Earliest earliest) {
            if (earliest.reset()) {
                delivery.reset(earliest.position());
            }
            return log.firstPosition();
        } else if (resume instanceof Resume.After after) {
            return Math.max(after.position().position() + 1, log.firstPosition());
        }
        return first(delivery, number, log, ((Resume.AsPolicy) resume).policy());
    }

    /**
     * The begin is written down, with the identity of the log: so that a restart begins there too, and another log under
     * this name is told apart.
     */
    private long first(Delivery delivery, int number, LogState log, StartPolicy policy) {
        long begin =
                switch (policy.kind()) {
                    case EARLIEST -> log.firstPosition();
                    case LATEST -> log.lastPosition() + 1;
                    case TIME -> facts.firstAt(number, policy.at(), log);
                };
        Committed nothing = Committed.nothingOf(log.identity());
        delivery.reset(
                policy.kind() == StartPolicy.Kind.EARLIEST || begin == 0
                        ? nothing
                        : new Committed(begin - 1, "", nothing.arrival(), log.identity()));
        return begin;
    }
}
