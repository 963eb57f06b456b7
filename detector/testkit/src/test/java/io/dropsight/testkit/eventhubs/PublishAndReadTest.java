package io.dropsight.testkit.eventhubs;

import static io.dropsight.testkit.eventhubs.Clients.bodies;
import static io.dropsight.testkit.eventhubs.Clients.names;
import static io.dropsight.testkit.eventhubs.Clients.read;
import static io.dropsight.testkit.eventhubs.Clients.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventDataBatch;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.CreateBatchOptions;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishAndReadTest {
    private static final int PARTITIONS = 2;

    private EventHubsServer server;
    private EventHubConsumerAsyncClient consumer;
    private EventHubProducerClient producer;

    @BeforeEach
    void start() {
        use(ServerOptions.DEFAULTS);
    }

    private void use(ServerOptions options) {
        server = EventHubsServer.start(options);
        server.createHub("logs", PARTITIONS);
        consumer = Clients.builder(server, "logs").buildAsyncConsumerClient();
        producer = Clients.builder(server, "logs").buildProducerClient();
    }

    @AfterEach
    void close() {
        producer.close();
        consumer.close();
        server.close();
    }

    @Test
    void givesBackABatchToAPartitionInOrderWithItsProperties() {
        EventDataBatch batch = producer.createBatch(new CreateBatchOptions().setPartitionId("1"));
        for (String name : names("event-", 100)) {
            EventData event = new EventData(name);
            event.getProperties().put("origin", name + "-origin");
            assertThat(batch.tryAdd(event)).isTrue();
        }
        producer.send(batch);

        List<PartitionEvent> events = read(consumer, 1, EventPosition.earliest(), 100);
        assertThat(texts(events)).isEqualTo(names("event-", 100));
        assertThat(events)
                .extracting(event -> event.getData().getSequenceNumber())
                .startsWith(0L, 1L, 2L);
        assertThat(events.get(7).getData().getProperties()).containsEntry("origin", "event-7-origin");
        assertThat(events.get(7).getData().getEnqueuedTime())
                .isBetween(Instant.now().minus(Duration.ofMinutes(5)), Instant.now());
        assertThat(server.size("logs", 0)).isZero();
        assertThat(server.trace(TraceEvent.Kind.PUBLISHED)).singleElement().satisfies(event -> assertThat(
                        event.details())
                .containsOnly(java.util.Map.entry("events", "100"), java.util.Map.entry("format", "batch")));
    }

    @Test
    void putsEventsOfAKeyIntoOnePartitionAndKeepsTheKey() {
        EventDataBatch batch = producer.createBatch(new CreateBatchOptions().setPartitionKey("pump-7"));
        names("keyed-", 10).forEach(name -> batch.tryAdd(new EventData(name)));
        producer.send(batch);
        producer.send(List.of(new EventData("keyed-10")), new SendOptions().setPartitionKey("pump-7"));

        int partition = server.size("logs", 0) > 0 ? 0 : 1;
        List<PartitionEvent> events = read(consumer, partition, EventPosition.earliest(), 11);
        assertThat(texts(events)).isEqualTo(names("keyed-", 11));
        assertThat(events).allMatch(event -> "pump-7".equals(event.getData().getPartitionKey()));
    }

    @Test
    void spreadsEventsWithoutPartitionOverAll() {
        for (String name : names("plain-", 4)) {
            producer.send(List.of(new EventData(name)));
        }
        assertThat(server.size("logs", 0)).isEqualTo(2);
        assertThat(server.size("logs", 1)).isEqualTo(2);
    }

    @Test
    void readsOnlyWhatComesAfterAnOffsetAndShowsTheFilter() {
        server.preload("logs", 0, bodies("old-", 50));
        List<PartitionEvent> first = read(consumer, 0, EventPosition.earliest(), 50);
        String offset = first.get(49).getData().getOffsetString();
        server.preload("logs", 0, bodies("new-", 3));
        server.clearTrace();

        assertThat(texts(read(consumer, 0, EventPosition.fromOffsetString(offset), 3)))
                .isEqualTo(names("new-", 3));
        assertThat(server.trace(TraceEvent.Kind.READER_ATTACHED))
                .extracting(event -> event.detail("filter"))
                .containsExactly("amqp.annotation.x-opt-offset > '" + offset + "'");
    }

    @Test
    void findsPositionsBySequenceNumberAndTime() {
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        server.preload("logs", 0, bodies("e-", 100), from, Duration.ofSeconds(1));

        assertThat(texts(read(consumer, 0, EventPosition.fromSequenceNumber(41), 1)))
                .containsExactly("e-42");
        assertThat(texts(read(consumer, 0, EventPosition.fromSequenceNumber(41, true), 1)))
                .containsExactly("e-41");
        assertThat(texts(read(consumer, 0, EventPosition.fromEnqueuedTime(from.plusSeconds(9)), 1)))
                .containsExactly("e-10");
    }

    @Test
    void startsAtTheEndForLatest() {
        server.preload("logs", 0, bodies("old-", 5));
        var latest = consumer.receiveFromPartition("0", EventPosition.latest())
                .next()
                .toFuture();
        Clients.await("the reader", () -> server.readers("logs", Clients.GROUP) == 1);
        server.preload("logs", 0, bodies("new-", 1));

        assertThat(latest).succeedsWithin(Clients.PATIENCE).satisfies(event -> assertThat(
                        event.getData().getBodyAsString())
                .isEqualTo("new-0"));
    }

    @Test
    void carriesAnEventOfOneMebibyte() {
        close();
        use(ServerOptions.DEFAULTS.withMaxMessageBytes(2 << 20));
        byte[] body = new byte[1 << 20];
        new Random(7).nextBytes(body);
        producer.send(List.of(new EventData(body)), new SendOptions().setPartitionId("0"));
        server.preload("logs", 0, List.of(body));

        assertThat(read(consumer, 0, EventPosition.earliest(), 2))
                .allMatch(event -> Arrays.equals(event.getData().getBody(), body));
    }

    @Test
    void tellsPublishersTheLargestMessage() {
        assertThat(producer.createBatch().getMaxSizeInBytes()).isEqualTo(1 << 20);
        EventData tooLarge = new EventData(new byte[1 << 20]);
        assertThatThrownBy(() -> producer.send(List.of(tooLarge)))
                .isInstanceOf(AmqpException.class)
                .hasMessageContaining("Size of the payload exceeded");
        assertThat(server.size("logs", 0) + server.size("logs", 1)).isZero();
    }

    @Test
    void writesOffsetsThatAreNoNumbersIfAsked() {
        close();
        use(ServerOptions.DEFAULTS.withOffsets(OffsetStyle.GEO_REPLICATED));
        server.preload("logs", 0, bodies("e-", 10));

        String offset =
                read(consumer, 0, EventPosition.earliest(), 5).get(4).getData().getOffsetString();
        assertThat(offset).isEqualTo("geo-1:416");
        assertThat(texts(read(consumer, 0, EventPosition.fromOffsetString(offset), 1)))
                .containsExactly("e-5");
    }

    @Test
    void makesGeneratedEventsWhenTheyAreRead() {
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        server.generate("logs", 0, 1_000_000_000L, from, Duration.ofMillis(1), sequence -> ("g-" + sequence)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));

        PartitionEvent event = read(consumer, 0, EventPosition.fromSequenceNumber(899_999_999L), 1)
                .get(0);
        assertThat(event.getData().getBodyAsString()).isEqualTo("g-900000000");
        assertThat(event.getData().getEnqueuedTime()).isEqualTo(from.plusMillis(900_000_000L));
        assertThat(server.size("logs", 0)).isEqualTo(1_000_000_000L);
    }
}
