package io.dropsight.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import io.dropsight.intake.Deliveries;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * Asks the hub, round after round, where its partitions end, and who reads them; tells the pumps, and the watchdog. One
 * thread runs the rounds; the view of the last one may be read from any.
 */
final class HubWatch {
    /**
     * What the last rounds saw.
     *
     * @param partitions of the hub; empty until it answered once
     * @param elsewhere  partitions with a living claim of another instance
     * @param stalled    partitions where events wait and nothing moves
     * @param answeredAt when the last round succeeded; the epoch if none did
     */
    record View(List<Integer> partitions, List<Integer> elsewhere, List<Integer> stalled, Instant answeredAt) {}

    private final EventHubsSettings settings;
    private final HubInspector inspector;
    private final CheckpointStore store;
    private final Deliveries deliveries;
    private final ProcessorHost host;
    private final HubErrors errors;
    private final Clock clock;
    private final Watchdog watchdog;
    private final AtomicLong polls = new AtomicLong();

    private volatile View view = new View(List.of(), List.of(), List.of(), Instant.EPOCH);

    HubWatch(
            EventHubsSettings settings,
            HubInspector inspector,
            CheckpointStore store,
            Deliveries deliveries,
            ProcessorHost host,
            HubErrors errors,
            Clock clock) {
        this.settings = settings;
        this.inspector = inspector;
        this.store = store;
        this.deliveries = deliveries;
        this.host = host;
        this.errors = errors;
        this.clock = clock;
        this.watchdog =
                new Watchdog(settings.watch().stalledAfter(), settings.watch().maxRebuilds());
    }

    View view() {
        return view;
    }

    long polls() {
        return polls.get();
    }

    /** Never throws: what fails is recorded, and the next round tries again. */
    Watchdog.Verdict round() {
        try {
            List<Integer> partitions = view.partitions().isEmpty() ? inspector.partitions() : view.partitions();
            listen(partitions);
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted() && !(Exceptions.unwrap(e) instanceof InterruptedException)) {
                errors.record("asking the hub", e); // else it is the end
            }
        }
        return watchdog.decide(clock.instant());
    }

    private void listen(List<Integer> partitions) {
        Map<Integer, PartitionPump> pumps = Map.copyOf(host.pumps());
        Map<Integer, HubInspector.End> ends = inspector.ends(pumps.keySet());
        ends.forEach((partition, end) -> {
            PartitionPump pump = pumps.get(partition);
            if (pump != null) {
                pump.hear(end);
            }
        });
        Map<Integer, String> owners = owners();
        Instant now = clock.instant();
        List<Integer> elsewhere = new ArrayList<>();
        for (int partition : partitions) {
            if (isElsewhere(owners.get(partition))) {
                elsewhere.add(partition);
                giveWay(partition, pumps.get(partition));
                watchdog.forget(partition);
            } else if (host.refusal(partition).isPresent()) {
                watchdog.forget(partition); // no rebuilding helps against a policy
            } else {
                watchdog.observe(partition, reading(pumps.get(partition), ends.get(partition)), now);
            }
        }
        polls.incrementAndGet();
        view = new View(
                partitions,
                elsewhere,
                List.copyOf(watchdog.stalled(now.plus(settings.watch().pollEvery()))),
                now);
    }

    private void giveWay(int partition, @Nullable PartitionPump pump) {
        deliveries.elsewhere(PartitionOpener.source(settings.address(), partition));
        if (pump != null) {
            pump.giveWay();
        }
    }

    private boolean isElsewhere(@Nullable String owner) {
        return owner != null && !owner.equals(host.owner());
    }

    /** A partition that nobody reads is taken for one that has waiting events: it may have, and somebody should. */
    private static Watchdog.Reading reading(@Nullable PartitionPump pump, HubInspector.@Nullable End end) {
        if (pump == null) {
            return new Watchdog.Reading(Watchdog.NOBODY, true, false);
        }
        long delivered = pump.delivered();
        boolean waiting = pump.isOver() || (end != null && end.isPast(delivered));
        return new Watchdog.Reading(delivered, waiting, pump.isDelivering());
    }

    /** Of claims that live. */
    private Map<Integer, String> owners() {
        HubAddress address = settings.address();
        List<PartitionOwnership> claims = Optional.ofNullable(
                        store.listOwnership(address.namespace(), address.hub(), address.consumerGroup())
                                .collectList()
                                .block(Duration.ofSeconds(30)))
                .orElse(List.of());
        long oldest = clock.millis() - settings.balance().expireAfter().toMillis();
        Map<Integer, String> owners = new HashMap<>();
        for (PartitionOwnership claim : claims) {
            if (!claim.getOwnerId().isEmpty() && claim.getLastModifiedTime() >= oldest) {
                owners.put(Integer.parseInt(claim.getPartitionId()), claim.getOwnerId());
            }
        }
        return owners;
    }
}
