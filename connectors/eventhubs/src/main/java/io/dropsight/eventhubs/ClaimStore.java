package io.dropsight.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What Azure's client takes for its checkpoint store; only ownership is kept in it ({@link Claims}). Positions are
 * committed with the records, by the delivery, and read when a partition is opened, after its former owner was fenced
 * off. What the client lists before that would be stale and win over it: so {@link #listCheckpoints} is empty, and
 * {@link #updateCheckpoint} refuses.
 *
 * <p>What the client needs and does not say: every method is cold, since GREEDY balancing subscribes to one and the same
 * answer again and again; every answer ends within a time limit, since a claim without end stops balancing for good; and
 * calls are answered in the order they were made, on one thread of the store's own, since the client lists anew before
 * its last claim is answered. A claim that fails comes back empty after a pause, with which the next listing waits: an
 * error there would make the client try again at once, without end. Partitions are opened on another thread, since that
 * may take long and claims have to be renewed.
 */
final class ClaimStore implements CheckpointStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimStore.class);

    private static final Duration SLACK = Duration.ofSeconds(2);

    private final HubAddress address;
    private final Claims claims;
    private final Duration within;
    private final Duration pause;
    private final HubErrors errors;
    private final Scheduler inOrder;
    private final Scheduler openers;

    /**
     * @param within time limit of each call; must be below the expiry of claims
     * @param pause  after a claim that failed or won nothing
     */
    ClaimStore(HubAddress address, Claims claims, Duration within, Duration pause, HubErrors errors) {
        this.address = address;
        this.claims = claims;
        this.within = within;
        this.pause = pause;
        this.errors = errors;
        // Not Reactor's own single threads: on those nothing may wait.
        this.inOrder = Schedulers.fromExecutorService(thread("event-hub-claims"));
        this.openers = Schedulers.fromExecutorService(thread("event-hub-openings"));
    }

    @Override
    public Flux<PartitionOwnership> listOwnership(String namespace, String hub, String group) {
        return answer(() -> {
            check(namespace, hub, group);
            List<PartitionOwnership> owned = new ArrayList<>();
            for (Claims.Claim claim : claims.list(within)) {
                owned.add(ownership(namespace, hub, group, claim));
            }
            return owned;
        });
    }

    @Override
    public Flux<PartitionOwnership> claimOwnership(List<PartitionOwnership> requested) {
        return answer(() -> {
            List<PartitionOwnership> won = List.of();
            try {
                won = claim(requested);
            } catch (TimeoutException | RuntimeException e) {
                errors.record(HubErrorKind.KAFKA, "claims of " + address, e);
            }
            if (won.isEmpty() && !requested.isEmpty()) {
                Thread.sleep(pause.toMillis());
            }
            return won;
        });
    }

    @Override
    public Flux<Checkpoint> listCheckpoints(String namespace, String hub, String group) {
        return Flux.<Checkpoint>empty().subscribeOn(openers); // what follows it, the client's opening, stays there
    }

    @Override
    public Mono<Void> updateCheckpoint(Checkpoint checkpoint) {
        return Mono.error(() -> new UnsupportedOperationException(
                "A position of %s is committed with its records, by their delivery, and by nothing else"
                        .formatted(address)));
    }

    /** Calls that run go on to their time limit; later ones are refused. */
    @Override
    public void close() {
        inOrder.dispose();
        openers.dispose();
    }

    private List<PartitionOwnership> claim(List<PartitionOwnership> requested) throws TimeoutException {
        // In one call there is one owner: the client claims for itself, and gives back with an empty name.
        Map<String, Map<Integer, Optional<String>>> byOwner = new HashMap<>();
        Map<Integer, PartitionOwnership> asked = new HashMap<>();
        for (PartitionOwnership request : requested) {
            check(request.getFullyQualifiedNamespace(), request.getEventHubName(), request.getConsumerGroup());
            int partition = Integer.parseInt(request.getPartitionId());
            asked.put(partition, request);
            byOwner.computeIfAbsent(request.getOwnerId(), owner -> new HashMap<>())
                    .put(partition, Optional.ofNullable(request.getETag()));
        }
        List<PartitionOwnership> won = new ArrayList<>();
        for (var entry : byOwner.entrySet()) {
            for (Claims.Claim claim : claims.claim(entry.getKey(), entry.getValue(), within)) {
                PartitionOwnership request = asked.get(claim.partition());
                if (request != null) {
                    won.add(ownership(
                            request.getFullyQualifiedNamespace(),
                            request.getEventHubName(),
                            request.getConsumerGroup(),
                            claim));
                }
            }
        }
        return won;
    }

    private <T> Flux<T> answer(Callable<List<T>> call) {
        return Mono.fromCallable(call)
                .subscribeOn(inOrder)
                .timeout(within.multipliedBy(2).plus(pause).plus(SLACK)) // its own time, and that of a call ahead
                .doOnError(e -> LOG.debug("Claims of {}", address, e))
                .flatMapIterable(list -> list);
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            // The client rethrows what an opening threw, after it was told and counted.
            thread.setUncaughtExceptionHandler((t, e) -> LOG.debug("{} ended", t.getName(), e));
            return thread;
        });
    }

    private void check(String namespace, String hub, String group) {
        if (!namespace.toLowerCase(Locale.ROOT).equals(address.namespace())
                || !hub.toLowerCase(Locale.ROOT).equals(address.hub())
                || !group.toLowerCase(Locale.ROOT).equals(address.consumerGroup())) {
            throw new IllegalArgumentException(
                    "This store is for %s, not for %s/%s/%s".formatted(address, namespace, hub, group));
        }
    }

    /** Names are given back as they came: the client compares them with its own. */
    private static PartitionOwnership ownership(String namespace, String hub, String group, Claims.Claim claim) {
        return new PartitionOwnership()
                .setFullyQualifiedNamespace(namespace)
                .setEventHubName(hub)
                .setConsumerGroup(group)
                .setPartitionId(Integer.toString(claim.partition()))
                .setOwnerId(claim.owner())
                .setETag(claim.etag())
                .setLastModifiedTime(claim.modifiedAt().toEpochMilli());
    }
}
