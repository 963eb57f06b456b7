package io.dropsight.testkit.eventhubs;

import static io.dropsight.testkit.eventhubs.Clients.GROUP;
import static io.dropsight.testkit.eventhubs.Clients.await;
import static io.dropsight.testkit.eventhubs.Clients.bodies;
import static io.dropsight.testkit.eventhubs.Clients.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.eventhubs.EventData;
import com.azure.messaging.eventhubs.EventHubConsumerAsyncClient;
import com.azure.messaging.eventhubs.EventHubProducerClient;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.azure.messaging.eventhubs.models.SendOptions;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;

/** Each fault is seen by Azure's client, and when it is over the client goes on. */
class FaultsTest {
    private final EventHubsServer server = EventHubsServer.start();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private volatile EventPosition position = EventPosition.earliest();
    private EventHubConsumerAsyncClient consumer;

    @BeforeEach
    void start() {
        server.createHub("logs", 2);
        consumer = client(10);
    }

    private EventHubConsumerAsyncClient client(int retries) {
        return Clients.builder(server, "logs")
                .retryOptions(Clients.quickRetries(retries))
                .buildAsyncConsumerClient();
    }

    @AfterEach
    void close() {
        consumer.close();
        server.close();
    }

    /** Reads on from the last event, as a processor does: a client's flux ends with its link. */
    private Disposable receive(EventHubConsumerAsyncClient client) {
        return Flux.defer(() -> client.receiveFromPartition("0", position))
                .doOnNext(this::take)
                .doOnError(errors::add)
                .repeat()
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(50)))
                .subscribe();
    }

    private void take(PartitionEvent event) {
        position = EventPosition.fromOffsetString(event.getData().getOffsetString());
        received.add(event.getData().getBodyAsString());
    }

    private void receiveThree() {
        server.preload("logs", 0, bodies("a-", 3));
        receive(consumer);
        await("three events", () -> received.size() == 3);
    }

    private void receiveThreeMore() {
        server.preload("logs", 0, bodies("b-", 3));
        await("three more events", () -> received.size() >= 6);
        assertThat(received.subList(3, 6)).isEqualTo(names("b-", 3));
        assertThat(received).hasSize(6);
    }

    private void awaitAttach() {
        await("another attach", () -> attached() == 2);
    }

    private long attached() {
        return server.trace(TraceEvent.Kind.READER_ATTACHED).size();
    }

    @Test
    void clientComesBackAfterItsConnectionIsDropped() {
        receiveThree();
        server.faults().dropConnections();
        awaitAttach();
        receiveThreeMore();
        assertThat(server.trace(TraceEvent.Kind.DISCONNECTED).get(0).detail("why"))
                .isEqualTo("dropped by the test");
    }

    @Test
    void clientComesBackAfterItsConnectionIsClosedWithACondition() {
        receiveThree();
        server.faults().closeConnections("amqp:connection:forced");
        awaitAttach();
        receiveThreeMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"amqp:link:detach-forced", "com.microsoft:server-busy"})
    void clientComesBackAfterADetach(String condition) {
        receiveThree();
        server.faults().detach("logs", 0, condition);
        awaitAttach();
        receiveThreeMore();
        assertThat(server.trace(TraceEvent.Kind.DETACHED))
                .singleElement()
                .satisfies(event -> assertThat(event.detail("condition")).isEqualTo(condition));
    }

    @Test
    void clientSeesTheConditionOfADetach() {
        EventHubConsumerAsyncClient once = client(0);
        Disposable reading = receive(once);
        await("the reader", () -> server.readers("logs", GROUP) == 1);
        server.faults().detach("logs", 0, "amqp:unauthorized-access");
        await("its error", () -> !errors.isEmpty());

        assertThat(errors.get(0)).hasMessageContaining("amqp:unauthorized-access");
        reading.dispose();
        once.close();
    }

    @Test
    void detachLeavesOtherPartitionsAlone() {
        receiveThree();
        server.faults().detach("logs", 1, "amqp:link:detach-forced");
        receiveThreeMore();
        assertThat(attached()).isEqualTo(1);
    }

    @Test
    void stalledReaderGetsNothingAndStaysAttached() {
        receiveThree();
        server.faults().stall("logs", 0, true);
        server.preload("logs", 0, bodies("b-", 3));
        server.preload("logs", 1, bodies("c-", 1));
        Clients.read(consumer, 1, EventPosition.earliest(), 1); // so the server has been on its way since
        assertThat(server.sent("logs", GROUP, 0)).isEqualTo(3);
        await("the stalled reader alone", () -> server.readers("logs", GROUP) == 1);
        long attached = attached();

        server.faults().stall("logs", 0, false);
        await("what was held back", () -> received.size() == 6);
        assertThat(attached()).isEqualTo(attached);
    }

    @Test
    void refusedTokenReachesTheClientAndIsRecorded() {
        server.faults().failPutToken(401);
        EventHubConsumerAsyncClient once = client(0);
        Disposable reading = receive(once);
        await("its error", () -> !errors.isEmpty());

        assertThat(errors.get(0)).hasMessageContaining("status-code: 401");
        assertThat(server.trace(TraceEvent.Kind.PUT_TOKEN).get(0)).satisfies(token -> {
            assertThat(token.detail("status")).isEqualTo("401");
            assertThat(token.detail("type")).isEqualTo("servicebus.windows.net:sastoken");
            assertThat(token.address()).startsWith("amqp://localhost/logs");
        });
        assertThat(attached()).isZero();
        reading.dispose();
        once.close();

        server.faults().failPutToken(202);
        receiveThree();
    }

    @Test
    void clientOutlastsARefusalToAttach() {
        server.faults().refuseAttach("com.microsoft:server-busy");
        server.preload("logs", 0, bodies("a-", 3));
        receive(consumer);
        await("a refusal", () -> !server.trace(TraceEvent.Kind.REFUSED).isEmpty());
        assertThat(server.readers("logs", GROUP)).isZero();

        server.faults().clear();
        await("the events", () -> received.size() == 3);
        assertThat(server.trace(TraceEvent.Kind.REFUSED).get(0).detail("condition"))
                .isEqualTo("com.microsoft:server-busy");
    }

    @Test
    void publisherTriesAgainWhenItsEventsAreRejected() {
        server.faults().rejectSends("com.microsoft:server-busy", 1);
        try (EventHubProducerClient producer = Clients.builder(server, "logs").buildProducerClient()) {
            producer.send(List.of(new EventData("late")), new SendOptions().setPartitionId("0"));
        }
        assertThat(server.size("logs", 0)).isEqualTo(1);
        assertThat(server.trace(TraceEvent.Kind.REJECTED)).hasSize(1);
    }

    @Test
    void publisherSeesTheConditionWhenItsEventsAreAlwaysRejected() {
        server.faults().rejectSends("amqp:unauthorized-access", 100);
        try (EventHubProducerClient producer = Clients.builder(server, "logs").buildProducerClient()) {
            assertThatThrownBy(() -> producer.send(List.of(new EventData("never"))))
                    .extracting(Clients::condition)
                    .isEqualTo("amqp:unauthorized-access");
        }
        assertThat(server.size("logs", 0) + server.size("logs", 1)).isZero();
    }

    @Test
    void delayHoldsBackWhatTheServerSays() {
        receiveThree();
        Duration delay = Duration.ofMillis(700);
        server.faults().delay(delay);
        long begin = System.nanoTime();
        receiveThreeMore();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(delay);
    }

    @Test
    void clientComesBackWhenConnectionsAreTakenAgain() {
        receiveThree();
        server.faults().refuseConnections(true);
        server.faults().dropConnections();
        await("a refused connection", () -> server.trace(TraceEvent.Kind.DISCONNECTED).stream()
                .anyMatch(event -> "refused by the test".equals(event.detail("why"))));
        server.faults().refuseConnections(false);
        awaitAttach();
        receiveThreeMore();
    }

    @Test
    void cutsASilentConnectionIfAskedTo() throws Exception {
        try (EventHubsServer strict =
                        EventHubsServer.start(ServerOptions.DEFAULTS.withIdleTimeout(Duration.ofMillis(300)));
                Socket silent = new Socket("localhost", strict.port())) {
            silent.setSoTimeout((int) Clients.PATIENCE.toMillis());
            byte[] amqp = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};
            silent.getOutputStream().write(amqp);
            await("its end", () -> !strict.trace(TraceEvent.Kind.DISCONNECTED).isEmpty());
            assertThat(strict.connections()).isZero();
        }
    }

    @Test
    void garbageEndsItsOwnConnectionOnly() throws Exception {
        receiveThree();
        try (Socket garbage = new Socket("localhost", server.port())) {
            garbage.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            await("its end", () -> !server.trace(TraceEvent.Kind.DISCONNECTED).isEmpty());
        }
        receiveThreeMore();
        assertThat(attached()).isEqualTo(1);
    }
}
