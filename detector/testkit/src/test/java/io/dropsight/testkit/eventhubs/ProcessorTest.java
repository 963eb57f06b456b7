package io.dropsight.testkit.eventhubs;

import static io.dropsight.testkit.eventhubs.Clients.await;
import static io.dropsight.testkit.eventhubs.Clients.bodies;
import static io.dropsight.testkit.eventhubs.Clients.names;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.EventProcessorClient;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import com.azure.messaging.eventhubs.LoadBalancingStrategy;
import com.azure.messaging.eventhubs.models.Checkpoint;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionOwnership;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ProcessorTest {
    private static final int PARTITIONS = 4;

    private final EventHubsServer server = EventHubsServer.start();
    private final Store store = new Store();
    private final Map<String, List<String>> received = new ConcurrentHashMap<>();

    @AfterEach
    void close() {
        server.close();
    }

    private EventProcessorClient processor() {
        return new EventProcessorClientBuilder()
                .connectionString(server.connectionString("logs"))
                .consumerGroup(Clients.GROUP)
                .checkpointStore(store)
                .loadBalancingStrategy(LoadBalancingStrategy.GREEDY)
                .loadBalancingUpdateInterval(Duration.ofMillis(500))
                .partitionOwnershipExpirationInterval(Duration.ofSeconds(10))
                .initialPartitionEventPosition(partition -> EventPosition.earliest())
                .processEventBatch(
                        batch -> {
                            String partition = batch.getPartitionContext().getPartitionId();
                            batch.getEvents().forEach(event -> received.computeIfAbsent(
                                            partition, p -> new CopyOnWriteArrayList<>())
                                    .add(event.getBodyAsString()));
                            if (!batch.getEvents().isEmpty()) {
                                batch.updateCheckpoint();
                            }
                        },
                        50,
                        Duration.ofMillis(200))
                .processError(error -> {})
                .buildEventProcessorClient();
    }

    private void awaitEach(int count) {
        await(
                count + " events of each partition",
                () -> received.size() == PARTITIONS
                        && received.values().stream().allMatch(events -> events.size() == count));
    }

    @Test
    void readsAllPartitionsAndResumesFromItsCheckpoints() {
        server.createHub("logs", PARTITIONS);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            server.preload("logs", partition, bodies(partition + "-", 200));
        }
        EventProcessorClient first = processor();
        first.start();
        awaitEach(200);
        assertThat(server.readers("logs", Clients.GROUP)).isEqualTo(PARTITIONS);
        await("the last checkpoints", () -> store.checkpoints.values().stream()
                .allMatch(checkpoint -> checkpoint.getSequenceNumber() == 199));
        first.stop();
        await("no reader", () -> server.readers("logs", Clients.GROUP) == 0);
        received.clear();
        server.clearTrace();

        for (int partition = 0; partition < PARTITIONS; partition++) {
            server.preload("logs", partition, bodies(partition + "-new-", 5));
        }
        EventProcessorClient second = processor();
        second.start();
        awaitEach(5);
        second.stop();

        assertThat(received.get("3")).isEqualTo(names("3-new-", 5));
        assertThat(server.trace(TraceEvent.Kind.READER_ATTACHED))
                .extracting(event -> event.detail("filter"))
                .containsOnly("amqp.annotation.x-opt-offset > '" + OffsetStyle.NUMERIC.of(199) + "'");
        assertThat(server.trace(TraceEvent.Kind.READER_ATTACHED))
                .extracting(event -> event.detail("epoch"))
                .containsOnly("0");
    }

    /** Ownership and checkpoints in memory; cold, as the client wants it. */
    private static final class Store implements com.azure.messaging.eventhubs.CheckpointStore {
        private final Map<String, PartitionOwnership> owners = new ConcurrentHashMap<>();
        private final Map<String, Checkpoint> checkpoints = new ConcurrentHashMap<>();

        @Override
        public Flux<PartitionOwnership> listOwnership(String namespace, String hub, String group) {
            return Flux.defer(() -> Flux.fromIterable(List.copyOf(owners.values())));
        }

        @Override
        public Flux<PartitionOwnership> claimOwnership(List<PartitionOwnership> wanted) {
            return Flux.defer(() -> Flux.fromIterable(wanted.stream()
                    .map(claim ->
                            claim.setETag(UUID.randomUUID().toString()).setLastModifiedTime(System.currentTimeMillis()))
                    .peek(claim -> owners.put(claim.getPartitionId(), claim))
                    .toList()));
        }

        @Override
        public Flux<Checkpoint> listCheckpoints(String namespace, String hub, String group) {
            return Flux.defer(() -> Flux.fromIterable(List.copyOf(checkpoints.values())));
        }

        @Override
        public Mono<Void> updateCheckpoint(Checkpoint checkpoint) {
            return Mono.fromRunnable(() -> checkpoints.put(checkpoint.getPartitionId(), checkpoint));
        }
    }
}
