package io.dropsight.eventhubs.kafka;

import io.dropsight.intake.LogState;
import io.dropsight.intake.SourceAlarm.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the log, round after round, where its partitions end; tells the pumps, and says when the client is stuck. One
 * thread runs the rounds.
 */
final class LogWatch {
    /** What is to be done. */
    enum Verdict {
        FINE,
        /** There is no such topic any more, or we are not let in: to be asked again later. */
        GONE,
        /** Make the client anew. */
        REBUILD,
        /** That was done often enough: only a new process may help. */
        LOST
    }

    private final KafkaLogSettings settings;
    private final Trouble trouble;
    private final Clock clock;
    private int rebuilds;
    private volatile Instant answeredAt;
    private volatile boolean lost;

    LogWatch(KafkaLogSettings settings, Trouble trouble, Clock clock) {
        this.settings = settings;
        this.trouble = trouble;
        this.clock = clock;
        this.answeredAt = clock.instant();
    }

    /** Never throws; what fails is told, and the next round tries again. */
    Verdict round(LogFacts facts, Map<Integer, Pump> pumps) {
        Instant askedAt = clock.instant();
        try {
            Map<Integer, LogState> states = facts.states(pumps.keySet());
            answered();
            states.forEach((partition, log) -> hear(pumps.get(partition), log, askedAt));
        } catch (SourceException e) {
            trouble.raise(e.kind(), settings.partition(0), String.valueOf(e.getMessage()));
            if (e.endsSession()) {
                return Verdict.GONE;
            }
        }
        return decide(pumps);
    }

    void answered() {
        answeredAt = clock.instant();
        trouble.over(Kind.UNREACHABLE);
        trouble.over(Kind.UNAUTHORIZED);
    }

    /** Nobody has answered for so long that nothing is known any more. */
    boolean isBlind() {
        return !clock.instant().isBefore(answeredAt.plus(settings.stalledAfter()));
    }

    boolean isLost() {
        return lost;
    }

    private static void hear(@Nullable Pump pump, LogState log, Instant askedAt) {
        if (pump != null && pump.state().hear(log, askedAt)) {
            pump.restart(); // the topic was made again under the same name
        }
    }

    private Verdict decide(Map<Integer, Pump> pumps) {
        Instant now = clock.instant();
        boolean any = false;
        for (Pump pump : pumps.values()) {
            if (pump.state().isStalled(now, settings.stalledAfter())) {
                any = true;
                trouble.raise(
                        Kind.STALLED,
                        pump.state().partition(),
                        "%s: records wait, and none has come for %d s: the client is made anew"
                                .formatted(
                                        pump.state().partition(),
                                        settings.stalledAfter().toSeconds()));
            }
        }
        if (any) {
            rebuilds++;
            lost = rebuilds > settings.maxRebuilds();
            return lost ? Verdict.LOST : Verdict.REBUILD;
        }
        if (rebuilds > 0
                && !pumps.isEmpty()
                && pumps.values().stream().allMatch(pump -> pump.state().isWell())) {
            rebuilds = 0;
            lost = false;
            trouble.over(Kind.STALLED);
            trouble.over(Kind.REBUILT);
        }
        return Verdict.FINE;
    }
}
