package io.dropsight.eventhubs;

import com.azure.messaging.eventhubs.CheckpointStore;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventProcessorClient;
import com.azure.messaging.eventhubs.models.CloseContext;
import com.azure.messaging.eventhubs.models.ErrorContext;
import com.azure.messaging.eventhubs.models.EventBatchContext;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.InitializationContext;
import com.azure.messaging.eventhubs.models.PartitionContext;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import io.dropsight.intake.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Azure's client and the pumps of the partitions it holds. The client's callbacks end here; what they mean is decided by
 * what was seen, never by the close reasons, which are often wrong.
 */
final class ProcessorHost {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessorHost.class);
    /**
     * The client closes a reader on the reader's own thread, waits there for that thread to end, and gives up after
     * 10 s; until then it opens no other reader of the partition (a pause before the next attempt, too), and its stop
     * waits as long.
     */
    private static final Duration CLIENT_IS_STUCK = Duration.ofSeconds(11);

    private static final Duration CLIENT_STOPS_WITHIN = Duration.ofSeconds(3);

    private final EventHubsSettings settings;
    private final HubClients clients;
    private final CheckpointStore store;
    private final PartitionOpener opener;
    private final HubErrors errors;

    /** The client makes one context a reader, by which its callbacks are told from those of the reader before it. */
    private final Map<PartitionContext, PartitionPump> byReader = new ConcurrentHashMap<>();

    private final Map<Integer, PartitionPump> newest = new ConcurrentHashMap<>();
    private final Map<Integer, EventPosition> positions = new ConcurrentHashMap<>();
    private final Map<Integer, String> refusals = new ConcurrentHashMap<>();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();

    private volatile @Nullable EventProcessorClient client;
    private volatile boolean stopping;

    ProcessorHost(
            EventHubsSettings settings,
            HubClients clients,
            CheckpointStore store,
            PartitionOpener opener,
            HubErrors errors) {
        this.settings = settings;
        this.clients = clients;
        this.store = store;
        this.opener = opener;
        this.errors = errors;
    }

    /** @param partitions how many the hub has */
    void start(int partitions) {
        stopping = false;
        ReceiveSettings receive =
                settings.receive().fitting(partitions, Runtime.getRuntime().maxMemory());
        LOG.info("Reading {}: {} partitions, {}", settings.address(), partitions, receive);
        EventProcessorClient made = clients.processor(settings.balance(), receive.prefetch())
                .checkpointStore(store)
                .initialPartitionEventPosition(this::positionOf)
                .processPartitionInitialization(this::initialize)
                .processEventBatch(this::receive, receive.maxBatch(), receive.maxWait())
                .processError(this::fail)
                .processPartitionClose(this::close)
                .buildEventProcessorClient();
        client = made;
        made.start();
    }

    /** Stops the client, lets batches under way end, and releases all deliveries. */
    void stop(Duration within) {
        stopping = true;
        long giveUpAt = System.nanoTime() + within.toNanos();
        byReader.values().forEach(PartitionPump::stop);
        EventProcessorClient present = client;
        client = null;
        if (present != null) {
            try {
                present.stop(CLIENT_STOPS_WITHIN);
            } catch (RuntimeException e) { // as above; batches under way are waited for below
                LOG.debug("The client of {} did not stop in order", settings.address(), e);
            }
        }
        Duration left = Duration.ofNanos(Math.max(0, giveUpAt - System.nanoTime()));
        byReader.values().parallelStream().forEach(pump -> release(pump, left.dividedBy(2)));
        byReader.clear();
        newest.clear();
    }

    /** The pump of each partition that this instance reads. */
    Map<Integer, PartitionPump> pumps() {
        return newest;
    }

    /** Why a partition was not opened, where a policy forbids it. */
    Optional<String> refusal(int partition) {
        return Optional.ofNullable(refusals.get(partition));
    }

    /** The name under which the present client claims partitions; empty while there is none. */
    String owner() {
        EventProcessorClient present = client;
        return present == null ? "" : present.getIdentifier();
    }

    long opened() {
        return opened.get();
    }

    long closed() {
        return closed.get();
    }

    private void initialize(InitializationContext context) {
        int partition = partition(context.getPartitionContext());
        if (stopping) {
            throw new IllegalStateException("%s: stopping".formatted(settings.address()));
        }
        PartitionPump former = newest.get(partition);
        if (former != null) {
            former.stop();
        }
        PartitionOpener.Opened now;
        try {
            now = opener.open(partition);
        } catch (PolicyException e) {
            refusals.put(partition, String.valueOf(e.getMessage()));
            throw e;
        } catch (RuntimeException e) {
            if (!stopping) {
                errors.record("partition %d, opening".formatted(partition), e);
            }
            throw e;
        }
        refusals.remove(partition);
        positions.put(partition, now.from());
        byReader.put(context.getPartitionContext(), now.pump());
        newest.put(partition, now.pump());
        opened.incrementAndGet();
        LOG.info(
                "Partition {} of {}: reading on after {}",
                partition,
                settings.address(),
                now.pump().delivered());
        if (former != null && byReader.values().remove(former)) {
            release(former, Duration.ZERO); // it was fenced off just now
        }
    }

    /** Never the client's default, the end of the partition. */
    private EventPosition positionOf(String partition) {
        EventPosition position = positions.get(Integer.parseInt(partition));
        if (position == null) {
            throw new IllegalStateException(
                    "Partition %s of %s was not opened".formatted(partition, settings.address()));
        }
        return position;
    }

    private void receive(EventBatchContext context) {
        PartitionPump pump = byReader.get(context.getPartitionContext());
        if (pump == null) {
            if (stopping) {
                return; // what the client had fetched ahead; it comes again
            }
            throw new IllegalStateException("Partition %s of %s is not ours any more"
                    .formatted(context.getPartitionContext().getPartitionId(), settings.address()));
        }
        List<Payload> batch = new ArrayList<>(context.getEvents().size());
        for (EventData event : context.getEvents()) {
            batch.add(new Payload(
                    event.getSequenceNumber(), event.getOffsetString(), event.getEnqueuedTime(), event.getBody()));
        }
        try {
            pump.take(batch);
        } catch (RuntimeException e) {
            if (!stopping) {
                errors.record("partition %d".formatted(pump.partition().partition()), e);
            }
            if (e instanceof PolicyException) {
                refusals.put(pump.partition().partition(), String.valueOf(e.getMessage()));
            }
            throw e; // the client ends the reader; the next one goes on from what was committed
        }
    }

    private void fail(ErrorContext context) {
        if (!stopping) { // a stop always brings some
            errors.record("partition " + context.getPartitionContext().getPartitionId(), context.getThrowable());
        }
    }

    private void close(CloseContext context) {
        closed.incrementAndGet();
        PartitionPump pump = byReader.remove(context.getPartitionContext());
        if (pump == null) {
            return;
        }
        int partition = pump.partition().partition();
        boolean wasNewest = newest.remove(partition, pump);
        release(pump, Duration.ofSeconds(5));
        if (wasNewest && !stopping) {
            giveBack(partition);
        }
    }

    /** So that the partition is taken up soon, not when the claim has expired. A stolen one stays stolen. */
    private void giveBack(int partition) {
        HubAddress address = settings.address();
        String owner = owner();
        var unused = Mono.delay(CLIENT_IS_STUCK)
                .filter(now -> !stopping && !newest.containsKey(partition))
                .flatMapMany(now -> store.listOwnership(address.namespace(), address.hub(), address.consumerGroup()))
                .filter(claim -> claim.getOwnerId().equals(owner)
                        && claim.getPartitionId().equals(Integer.toString(partition)))
                .map(claim -> claim.setOwnerId(""))
                .collectList()
                .flatMapMany(given -> given.isEmpty() ? Flux.<PartitionOwnership>empty() : store.claimOwnership(given))
                .subscribe(
                        claim -> LOG.debug("Gave back {}", claim.getPartitionId()),
                        e -> LOG.debug("Partition {} is not given back; its claim expires", partition, e));
    }

    private static void release(PartitionPump pump, Duration patience) {
        try {
            pump.close(patience);
        } catch (RuntimeException e) {
            LOG.debug("{}: not closed in order", pump.partition(), e); // fencing covers what is left of it
        }
    }

    private static int partition(PartitionContext context) {
        return Integer.parseInt(context.getPartitionId());
    }
}
