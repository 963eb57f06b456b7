package io.dropsight.testkit.eventhubs;

import static io.dropsight.testkit.eventhubs.Clients.GROUP;
import static io.dropsight.testkit.eventhubs.Clients.await;
import static io.dropsight.testkit.eventhubs.Clients.bodies;
import static io.dropsight.testkit.eventhubs.Clients.names;
import static io.dropsight.testkit.eventhubs.Clients.read;
import static io.dropsight.testkit.eventhubs.Clients.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.LastEnqueuedEventProperties;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.ReceiveOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

class ReadersTest {
    private static final int PREFETCH = 25;

    private final EventHubsServer server = EventHubsServer.start();
    private EventHubConsumerAsyncClient consumer;

    @BeforeEach
    void start() {
        server.createHub("logs", 4);
        consumer = client(1);
    }

    private EventHubConsumerAsyncClient client(int retries) {
        return Clients.builder(server, "logs")
                .retryOptions(Clients.quickRetries(retries))
                .prefetchCount(PREFETCH)
                .buildAsyncConsumerClient();
    }

    @AfterEach
    void close() {
        consumer.close();
        server.close();
    }

    @Test
    void holdsFourPartitionsOfTwentyThousandEvents() {
        for (int partition = 0; partition < 4; partition++) {
            server.preload("logs", partition, bodies(partition + "-", 20_000));
        }
        for (int partition = 0; partition < 4; partition++) {
            List<PartitionEvent> events = read(consumer, partition, EventPosition.earliest(), 20_000);
            assertThat(texts(events)).isEqualTo(names(partition + "-", 20_000));
        }
    }

    @Test
    void sendsNoMoreThanTheCredit() {
        server.preload("logs", 0, bodies("e-", 1000));
        One one = new One();
        consumer.receiveFromPartition("0", EventPosition.earliest()).subscribe(one);
        one.request(1);
        assertThat(one.next()).isEqualTo("e-0");
        await("the credit to be used", () -> server.sent("logs", GROUP, 0) == PREFETCH);

        server.preload("logs", 1, bodies("other-", 1));
        read(consumer, 1, EventPosition.earliest(), 1); // so the server has been on its way since
        assertThat(server.sent("logs", GROUP, 0)).isEqualTo(PREFETCH);

        for (int i = 1; i < 200; i++) {
            one.request(1);
            assertThat(one.next()).isEqualTo("e-" + i);
        }
        assertThat(server.sent("logs", GROUP, 0)).isBetween(200L, 200L + 2 * PREFETCH);
        one.cancel();
    }

    /** Takes events one by one. */
    private static final class One extends BaseSubscriber<PartitionEvent> {
        private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // asks for nothing by itself
        }

        @Override
        protected void hookOnNext(PartitionEvent event) {
            events.add(event.getData().getBodyAsString());
        }

        String next() {
            try {
                return events.poll(Clients.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void givesThePartitionToAnEqualOrHigherEpoch() {
        for (long epoch : new long[] {0, 5}) {
            List<Throwable> errors = new CopyOnWriteArrayList<>();
            EventHubConsumerAsyncClient first = client(0);
            EventHubConsumerAsyncClient second = client(0);
            Disposable present = first.receiveFromPartition(
                            "0", EventPosition.earliest(), new ReceiveOptions().setOwnerLevel(0L))
                    .subscribe(event -> {}, errors::add);
            await("the first reader", () -> server.readers("logs", GROUP) == 1);
            Disposable thief = second.receiveFromPartition(
                            "0", EventPosition.earliest(), new ReceiveOptions().setOwnerLevel(epoch))
                    .subscribe();
            await("the first one's end", () -> !errors.isEmpty());

            assertThat(Clients.condition(errors.get(0))).isEqualTo("amqp:link:stolen");
            assertThat(server.readers("logs", GROUP)).isEqualTo(1);
            present.dispose();
            thief.dispose();
            first.close();
            second.close();
            await("nobody left", () -> server.readers("logs", GROUP) == 0);
        }
        assertThat(server.trace(TraceEvent.Kind.READER_ATTACHED))
                .extracting(event -> event.detail("epoch"))
                .containsExactly("0", "0", "0", "5");
    }

    @Test
    void keepsLowerEpochsAndReadersWithoutOneOut() {
        EventHubConsumerAsyncClient owner = client(0);
        Disposable present = owner.receiveFromPartition(
                        "0", EventPosition.earliest(), new ReceiveOptions().setOwnerLevel(5L))
                .subscribe();
        await("the owner", () -> server.readers("logs", GROUP) == 1);
        for (ReceiveOptions options : List.of(new ReceiveOptions().setOwnerLevel(4L), new ReceiveOptions())) {
            List<Throwable> errors = new CopyOnWriteArrayList<>();
            EventHubConsumerAsyncClient other = client(0);
            Disposable refused = other.receiveFromPartition("0", EventPosition.earliest(), options)
                    .subscribe(event -> {}, errors::add);
            await("the refusal", () -> !errors.isEmpty());
            assertThat(Clients.condition(errors.get(0))).isEqualTo("amqp:link:stolen");
            refused.dispose();
            other.close();
        }
        assertThat(server.readers("logs", GROUP)).isEqualTo(1);
        present.dispose();
        owner.close();
    }

    @Test
    void letsOtherGroupsReadTheSamePartition() {
        server.preload("logs", 0, bodies("e-", 3));
        EventHubConsumerAsyncClient other =
                Clients.builder(server, "logs").consumerGroup("audit").buildAsyncConsumerClient();
        Disposable owner = consumer.receiveFromPartition(
                        "0", EventPosition.earliest(), new ReceiveOptions().setOwnerLevel(1L))
                .subscribe();
        await("the owner", () -> server.readers("logs", "$default") == 1);

        assertThat(texts(read(other, 0, EventPosition.earliest(), 3))).isEqualTo(names("e-", 3));
        assertThat(server.readers("logs", GROUP)).isEqualTo(1);
        owner.dispose();
        other.close();
    }

    @Test
    void tellsAReaderThatTracksItWhereThePartitionEnds() {
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        server.preload("logs", 0, bodies("e-", 10), from, Duration.ofSeconds(1));

        PartitionEvent event = consumer.receiveFromPartition(
                        "0", EventPosition.earliest(), new ReceiveOptions().setTrackLastEnqueuedEventProperties(true))
                .blockFirst(Clients.PATIENCE);
        LastEnqueuedEventProperties end = event.getLastEnqueuedEventProperties();
        assertThat(end.getSequenceNumber()).isEqualTo(9L);
        assertThat(end.getEnqueuedTime()).isEqualTo(from.plusSeconds(9));
        assertThat(end.getOffsetString()).isEqualTo(OffsetStyle.NUMERIC.of(9));
    }

    @Test
    void goesOnAfterTheGapThatRetentionLeaves() {
        server.preload("logs", 0, bodies("e-", 100));
        server.truncate("logs", 0, 60);

        PartitionEvent event =
                read(consumer, 0, EventPosition.fromSequenceNumber(10), 1).get(0);
        assertThat(event.getData().getSequenceNumber()).isEqualTo(60);
        assertThat(server.size("logs", 0)).isEqualTo(40);
    }

    @Test
    void readerThatIsThereGoesOnAfterTheGapThatRetentionLeaves() {
        server.preload("logs", 0, bodies("e-", 10));
        List<Long> sequences = new CopyOnWriteArrayList<>();
        Disposable reading = consumer.receiveFromPartition("0", EventPosition.earliest())
                .subscribe(event -> sequences.add(event.getData().getSequenceNumber()));
        await("ten events", () -> sequences.size() == 10);
        server.faults().stall("logs", 0, true);
        server.preload("logs", 0, bodies("e-", 10));
        server.truncate("logs", 0, 17);
        server.faults().stall("logs", 0, false);
        await("what is left", () -> sequences.contains(19L));

        assertThat(sequences.subList(10, sequences.size())).containsExactly(17L, 18L, 19L);
        reading.dispose();
    }

    @Test
    void refusesPositionsBehindTheEndAsThoseOfAnotherHub() {
        server.preload("logs", 0, bodies("e-", 10));
        String last = OffsetStyle.NUMERIC.of(9);
        String behind = OffsetStyle.NUMERIC.of(10);

        assertThat(refusal(EventPosition.fromOffsetString(behind)))
                .satisfies(error -> assertThat(Clients.condition(error)).isEqualTo("com.microsoft:argument-error"))
                .hasMessageContaining("The supplied offset '" + behind
                        + "' is invalid. The last offset in the system is '" + last + "'");
        assertThat(refusal(EventPosition.fromSequenceNumber(10)))
                .hasMessageContaining("The supplied sequence number '10' is invalid");
        server.recreateHub("logs");
        assertThat(refusal(EventPosition.fromOffsetString(last)))
                .hasMessageContaining("The last offset in the system is '-1'");

        server.preload("logs", 0, bodies("new-", 11));
        assertThat(texts(read(consumer, 0, EventPosition.fromOffsetString(last), 1)))
                .containsExactly("new-10");
    }

    private Throwable refusal(EventPosition position) {
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        EventHubConsumerAsyncClient once = client(0);
        Disposable reading = once.receiveFromPartition("0", position).subscribe(event -> {}, errors::add);
        await("the refusal of " + position, () -> !errors.isEmpty());
        reading.dispose();
        once.close();
        return errors.get(0);
    }

    @Test
    void countsFromZeroAgainAfterTheHubIsRecreated() {
        server.preload("logs", 0, bodies("old-", 100));
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        EventHubConsumerAsyncClient watcher = client(0);
        Disposable watching =
                watcher.receiveFromPartition("0", EventPosition.latest()).subscribe(event -> {}, errors::add);
        await("the watcher", () -> server.readers("logs", GROUP) == 1);
        server.recreateHub("logs");
        await("its end", () -> !errors.isEmpty());
        server.preload("logs", 0, bodies("new-", 2));

        assertThat(Clients.condition(errors.get(0))).isEqualTo("amqp:not-found");
        List<PartitionEvent> events = read(consumer, 0, EventPosition.earliest(), 2);
        assertThat(texts(events)).isEqualTo(names("new-", 2));
        assertThat(events.get(0).getData().getSequenceNumber()).isZero();
        watching.dispose();
        watcher.close();
    }
}
