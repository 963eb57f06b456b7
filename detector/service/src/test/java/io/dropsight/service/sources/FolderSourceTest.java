package io.dropsight.service.sources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.DeliverySettings;
import io.dropsight.intake.IntakeMetrics;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.intake.TransactionalDeliveries;
import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.kafka.Topics;
import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import io.dropsight.service.config.RunConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watched folder on a real broker: what is in its files is in the events once, whatever happens. */
final class FolderSourceTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static EmbeddedKafka kafka;
    private static int number;

    @TempDir
    private Path folder;

    private final List<SourceAlarm> alarms = new CopyOnWriteArrayList<>();
    private final String prefix = "folder" + ++number;
    private final Ahead clock = new Ahead();
    private TransactionalDeliveries deliveries;
    private FolderSource source;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.temporary();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @AfterEach
    void stop() {
        if (source != null) {
            source.stop(Duration.ofSeconds(15));
            deliveries.close();
            source = null;
        }
    }

    @Test
    void deliversWhatGrowsAppearsAndIsPackedOnceAndInTheOrderOfTimeAlsoOverARestart() throws Exception {
        Path one = hour("one", 5);
        append(one, 0, 10, 2);
        Path two = hour("two", 5);
        append(two, 1, 10, 2);
        start();
        awaitDevices(10);
        assertThat(devices()).isEqualTo(names(0, 10));
        assertThat(events()).allSatisfy(event -> assertThat(event.arrival().at())
                .isEqualTo(event.event().occurredAt()));
        assertThat(events().stream().map(event -> event.arrival().source()))
                .containsOnly("folder/local/one/dropsight/0");

        append(one, 10, 20, 1);
        awaitDevices(20);
        stop();
        append(one, 20, 25, 1);
        Files.write(hour("two", 6).resolveSibling("PT1H.json.gz"), gzip(lines(25, 30, 1)));
        start();
        awaitDevices(30);
        append(hour("three", 7), 30, 33, 1);
        awaitDevices(33);

        assertThat(devices()).isEqualTo(names(0, 33));
        assertThat(alarms).isEmpty();
    }

    @Test
    void isStoppedInTheMiddleOfALargeFileAndGoesOnThere() throws Exception {
        Path file = hour("one", 5);
        append(file, 0, 20_000, 1);
        for (int i = 1; i <= 3; i++) {
            start();
            int least = i * 2_000;
            await("some lines", () -> devices().size() >= least);
            stop();
        }
        assertThat(devices()).hasSizeLessThan(20_000);
        start();
        awaitDevices(20_000);

        assertThat(devices()).isEqualTo(names(0, 20_000));
    }

    @Test
    void waitsForTheRestOfALineAndKeepsGarbageAsDeadLetter() throws Exception {
        Path file = hour("one", 5);
        String next = lines(1, 2, 1);
        Files.writeString(file, lines(0, 1, 1) + "no log at all\n" + next.substring(0, 50));
        start();
        awaitDevices(1);
        await("a dead letter", () -> deadLetters().equals(List.of("no log at all")));
        await("the end", () -> source.health().get(0).state() == State.CAUGHT_UP);
        Files.writeString(file, next.substring(50), StandardOpenOption.APPEND);
        awaitDevices(2);
        Files.writeString(file, lines(2, 3, 1).strip(), StandardOpenOption.APPEND); // a last line without its break
        awaitDevices(3);
        Files.writeString(file, "\n" + lines(3, 4, 1), StandardOpenOption.APPEND);
        awaitDevices(4);

        assertThat(devices()).isEqualTo(names(0, 4));
        assertThat(deadLetters()).hasSize(1);
    }

    @Test
    void tellsOfFilesThatAreReplacedOrShrinkAndLeavesThemAlone() throws Exception {
        Path replaced = hour("one", 5);
        append(replaced, 0, 5, 1);
        Path shrunk = hour("two", 6);
        append(shrunk, 5, 10, 1);
        start();
        awaitDevices(10);
        Files.writeString(replaced, lines(100, 120, 1));
        Files.writeString(shrunk, lines(5, 6, 1));
        await("two alarms", () -> alarms.size() == 2);
        append(hour("three", 7), 10, 11, 1);
        awaitDevices(11);
        stop();
        start();
        append(hour("three", 7), 11, 12, 1);
        awaitDevices(12);

        assertThat(devices()).isEqualTo(names(0, 12));
        assertThat(alarms).hasSize(2).allSatisfy(alarm -> {
            assertThat(alarm.kind()).isEqualTo(SourceAlarm.Kind.LOG_RECREATED);
            assertThat(alarm.text()).contains("PT1H.json", "was replaced", "give what is new another name");
        });
    }

    @Test
    void namesWhatCannotBeReadOnceAndReadsTheRest() throws Exception {
        byte[] packed = gzip(lines(100, 200, 1));
        packed[packed.length - 6] ^= 1; // its checksum
        Files.write(folder.resolve("damaged.json.gz"), packed);
        Files.createSymbolicLink(folder.resolve("link.json"), folder.resolve("gone"));
        append(hour("one", 5), 0, 3, 1);
        start();
        await("the sound ones", () -> devices().containsAll(names(0, 3)));
        await("the link", () -> alarms.size() == 1);
        clock.ahead = Stillness.UNFINISHED_FOR; // until then somebody may still be writing it
        await("the packed one", () -> alarms.size() == 2);

        assertThat(alarms.get(0).text()).contains("link.json is a link to something that is not there");
        assertThat(alarms.get(1).text()).contains("damaged.json.gz cannot be read to its end: its checksum is wrong");
        assertThat(source.health().get(0).state()).isEqualTo(State.STALLED);
        Files.delete(folder.resolve("link.json"));
        await("caught up", () -> source.health().get(0).state() == State.CAUGHT_UP);
        assertThat(alarms).hasSize(2);
    }

    private void start() {
        DeliverySettings settings =
                DeliverySettings.of(Map.of("bootstrap.servers", kafka.bootstrapServers()), prefix, 1);
        try (Admin admin = Admin.create(settings.kafka())) {
            Topics.create(admin, settings.eventsTopic(), 1, Map.of());
            Topics.create(admin, settings.deadLettersTopic(), 1, Map.of());
        }
        deliveries = new TransactionalDeliveries(settings, IntakeMetrics.NONE, alarms::add, Clock.systemUTC());
        source = new FolderSource("one", new Watched(folder), deliveries, alarms::add, clock);
        source.start();
    }

    /** The clock, or one that is ahead of it. */
    private static final class Ahead extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    private record Watched(Path path) implements RunConfig.Folder {
        @Override
        public Optional<String> glob() {
            return Optional.empty();
        }

        @Override
        public Duration pollEvery() {
            return Duration.ofMillis(50);
        }

        @Override
        public Duration delay() {
            return Duration.ofDays(3_650); // ticks stay behind the times of the test
        }

        @Override
        public String defaultHub() {
            return "unknown";
        }
    }

    /** As a storage account names it. */
    private Path hour(String hub, int hour) throws IOException {
        Path path =
                folder.resolve("resourceId=/IOTHUBS/%s/y=2026/m=03/d=02/h=%02d/m=00/PT1H.json".formatted(hub, hour));
        Files.createDirectories(path.getParent());
        return path;
    }

    private static void append(Path file, int from, int to, int step) throws IOException {
        Files.writeString(file, lines(from, to, step), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** A line a second. */
    private static String lines(int from, int to, int step) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i += step) {
            lines.append("""
                    {"time":"%s","resourceId":"/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/PLANT",\
                    "operationName":"deviceConnect","category":"Connections","level":"Information",\
                    "properties":"{\\"deviceId\\":\\"d-%05d\\",\\"protocol\\":\\"Mqtt\\"}"}
                    """.formatted(START.plusSeconds(i), i));
        }
        return lines.toString();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj("d-%05d"::formatted).toList();
    }

    private void awaitDevices(int count) throws InterruptedException {
        await(count + " events", () -> devices().size() >= count);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private List<String> devices() {
        return events().stream().map(event -> event.event().device().deviceId()).toList();
    }

    private List<FeedMessage.Event> events() {
        return committed(prefix + ".events").stream()
                .map(record ->
                        FeedCodec.decode(record.key() == null ? "" : new String(record.key(), UTF_8), record.value()))
                .filter(FeedMessage.Event.class::isInstance)
                .map(FeedMessage.Event.class::cast)
                .toList();
    }

    private List<String> deadLetters() {
        return committed(prefix + ".deadletters").stream()
                .map(record -> new String(record.value(), UTF_8).strip())
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }
}
