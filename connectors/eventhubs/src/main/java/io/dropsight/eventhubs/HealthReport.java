package io.dropsight.eventhubs;

import io.dropsight.intake.Committed;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How each partition is, from what was last seen; asks nobody. */
final class HealthReport {
    /** Errors this young are told; above the pauses between attempts of Azure's client. */
    static final Duration RECENT = Duration.ofSeconds(60);

    private final EventHubsSettings settings;
    private final ProcessorHost host;
    private final HubErrors errors;
    private final Clock clock;
    private final Instant startedAt;

    HealthReport(EventHubsSettings settings, ProcessorHost host, HubErrors errors, Clock clock) {
        this.settings = settings;
        this.host = host;
        this.errors = errors;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** Before the hub has answered there is one entry, of partition 0, which tells how that goes. */
    List<SourceHealth> of(HubWatch.View view, String lost) {
        List<Integer> partitions = view.partitions().isEmpty() ? List.of(0) : view.partitions();
        List<SourceHealth> health = new ArrayList<>(partitions.size());
        for (int partition : partitions) {
            health.add(one(partition, view, lost));
        }
        return health;
    }

    private SourceHealth one(int partition, HubWatch.View view, String lost) {
        PartitionPump pump = host.pumps().get(partition);
        String error = lost.isEmpty()
                ? host.refusal(partition)
                        .orElse(errors.last(RECENT).map(HubErrors.Last::text).orElse(""))
                : lost;
        State state = lost.isEmpty() ? state(partition, pump, view) : State.FAILED;
        var source = PartitionOpener.source(settings.address(), partition);
        if (pump == null || state == State.ELSEWHERE) {
            return new SourceHealth(source, state, Committed.NOTHING, -1, Duration.ZERO, error);
        }
        HubInspector.End end = pump.end();
        long lag = end == null ? -1 : Math.max(0, end.last() - Math.max(pump.delivered(), end.first() - 1));
        return new SourceHealth(source, state, pump.delivered(), lag, lagTime(pump, lag), error);
    }

    private State state(int partition, @Nullable PartitionPump pump, HubWatch.View view) {
        boolean reading = pump != null && !pump.isOver();
        if (host.refusal(partition).isPresent() || (!reading && isRefusedByAzure())) {
            return State.FAILED;
        } else if (view.elsewhere().contains(partition)) {
            return State.ELSEWHERE;
        } else if (view.stalled().contains(partition) || isBlind(view)) {
            return State.STALLED;
        } else if (pump == null || pump.isOver() || pump.end() == null) {
            return State.STARTING;
        }
        return pump.end().isPast(pump.delivered()) ? State.RUNNING : State.CAUGHT_UP;
    }

    /** Wrong credentials do not become right by waiting. */
    private boolean isRefusedByAzure() {
        return errors.last(HubErrorKind.UNAUTHORIZED, RECENT).isPresent()
                || errors.last(HubErrorKind.NOT_FOUND, RECENT).isPresent();
    }

    private boolean isBlind(HubWatch.View view) {
        Instant since = view.answeredAt().isAfter(startedAt) ? view.answeredAt() : startedAt;
        return Duration.between(since, clock.instant())
                        .compareTo(settings.watch().stalledAfter())
                >= 0;
    }

    private Duration lagTime(PartitionPump pump, long lag) {
        if (lag == 0 || pump.deliveredUpTo().equals(Instant.EPOCH)) {
            return Duration.ZERO;
        }
        Duration lagTime = Duration.between(pump.deliveredUpTo(), clock.instant());
        return lagTime.isNegative() ? Duration.ZERO : lagTime;
    }
}
