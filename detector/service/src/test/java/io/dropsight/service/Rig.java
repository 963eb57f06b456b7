package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.DetectConfig;
import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.kafka.FeedWriter;
import io.dropsight.model.FeedMessage;
import io.dropsight.topology.Names;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One broker, and runs upon it, each with topics of its own. */
final class Rig implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration STEP = Duration.ofSeconds(60);
    private static final Duration COMMIT_EVERY = Duration.ofMillis(200);

    private final EmbeddedKafka kafka = EmbeddedKafka.temporary();
    private final Path folder;

    Rig(Path folder) {
        this.folder = folder;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    Run run(String prefix, int partitions, Guarantee guarantee) {
        return new Run(prefix, partitions, guarantee);
    }

    /** One more writer into the feed of a run. */
    FeedWriter writer(Run run, String source) {
        Names names = run.settings().names();
        int partitions = run.settings().partitions();
        return new FeedWriter(connection(), names.events(), names.deadLetters(), partitions, source, STEP);
    }

    /** The feed of a run as it lies in its partitions. */
    List<ConsumerRecord<byte[], byte[]>> feedOf(Run run) {
        var bytes = new ByteArrayDeserializer();
        List<ConsumerRecord<byte[], byte[]>> feed = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(connection(), bytes, bytes)) {
            List<TopicPartition> partitions = consumer
                    .partitionsFor(run.settings().names().events())
                    .stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofSeconds(1)).forEach(feed::add);
            }
        }
        return feed;
    }

    /** Appends records to the same partitions of another run's feed. */
    void copy(List<ConsumerRecord<byte[], byte[]>> records, Run to) {
        var bytes = new ByteArraySerializer();
        String topic = to.settings().names().events();
        try (var producer = new KafkaProducer<>(connection(), bytes, bytes)) {
            records.forEach(record -> {
                var unused = producer.send(
                        new ProducerRecord<>(topic, record.partition(), record.key(), record.value()),
                        (done, problem) -> {
                            if (problem != null) {
                                throw new IllegalStateException(problem);
                            }
                        });
            });
        }
    }

    /** How each topic of a run, internal ones too, stamps its records. */
    Map<String, String> timestampTypes(String prefix) throws Exception {
        Map<String, String> types = new TreeMap<>();
        try (Admin admin = admin()) {
            List<ConfigResource> topics =
                    admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get().stream()
                            .filter(topic -> topic.startsWith(prefix))
                            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                            .toList();
            admin.describeConfigs(topics)
                    .all()
                    .get()
                    .forEach((topic, config) -> types.put(
                            topic.name(),
                            config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                                    .value()));
        }
        return types;
    }

    /** Under which the detectors of a run have written. */
    List<String> transactionalIds(String prefix) throws Exception {
        try (Admin admin = admin()) {
            return admin.listTransactions().all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(prefix))
                    .toList();
        }
    }

    private Admin admin() {
        return Admin.create(connection());
    }

    private Map<String, Object> connection() {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    }

    static DetectorSettings settings(
            String bootstrapServers, String prefix, int partitions, Path stateFolder, Guarantee guarantee) {
        return DetectorSettings.alone(
                bootstrapServers,
                new Names(prefix),
                partitions,
                stateFolder,
                guarantee,
                COMMIT_EVERY,
                STEP,
                "the-one",
                DetectConfig.DEFAULTS);
    }

    @Override
    public void close() {
        kafka.close();
    }

    /** What consumers get, to the byte. */
    record Results(String alerts, String verdicts) {}

    /** A feed that is written and the detectors that read it, one after the other. */
    final class Run implements AutoCloseable {
        private final DetectorSettings settings;
        private final FeedWriter writer;
        private long position;

        private Run(String prefix, int partitions, Guarantee guarantee) {
            settings = Rig.settings(bootstrapServers(), prefix, partitions, folder.resolve(prefix), guarantee);
            Names names = settings.names();
            try (Admin admin = admin()) {
                DetectorTopics.create(admin, names, partitions);
            }
            writer = new FeedWriter(connection(), names.events(), names.deadLetters(), partitions, "simulated", STEP);
        }

        DetectorSettings settings() {
            return settings;
        }

        void write(List<FeedMessage> messages) {
            for (FeedMessage message : messages) {
                Instant at = message.arrival().at();
                if (message instanceof FeedMessage.Event event) {
                    writer.event(at, position++, event.event());
                } else if (message instanceof FeedMessage.Metric metric) {
                    writer.metric(at, position++, metric.sample());
                }
            }
            writer.flush();
        }

        void end() {
            writer.end();
        }

        Detector start() {
            return Detector.start(settings);
        }

        /** Lets a detector run until that holds. */
        void runUntil(Predicate<DetectorCounters> holds) throws InterruptedException {
            Instant giveUpAt = Instant.now().plus(PATIENCE);
            try (Detector detector = start()) {
                while (!holds.test(detector.counters()) && !detector.awaitEnd(Duration.ofMillis(10))) {
                    assertThat(Instant.now()).as("waits no longer").isBefore(giveUpAt);
                }
            }
        }

        /** Lets a detector run to the end of the feed. */
        DetectorCounters runToTheEnd() throws InterruptedException {
            try (Detector detector = start()) {
                assertThat(detector.awaitEnd(PATIENCE)).isTrue();
                assertThat(detector.counters().promisesBroken()).isZero();
                assertThat(detector.counters().unreadableMessages()).isZero();
                return detector.counters();
            }
        }

        Results results() throws IOException {
            Path out = settings.stateFolder().resolveSibling(settings.names().prefix() + "-out");
            Findings.read(bootstrapServers(), settings.names()).writeTo(out);
            ReplayResults checked = ReplayResults.in(out);
            return new Results(checked.alerts(), checked.verdicts());
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
