package io.dropsight.service;

import io.dropsight.service.health.Part;
import io.dropsight.topology.DetectorTopology;
import io.dropsight.topology.DeviceLookup;
import io.dropsight.topology.FleetFigures;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/** One running instance of the topology. A failed stream thread ends it; {@link #awaitEnd} then throws. */
final class Detector implements AutoCloseable {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    private final KafkaStreams streams;
    private final DetectorCounters counters;
    private final DeviceLookup devices;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Detector(KafkaStreams streams, DetectorCounters counters, int partitions) {
        this.streams = streams;
        this.counters = counters;
        this.devices = new DeviceLookup(streams, partitions);
    }

    /** Starts the topology; its topics must be there. */
    static Detector start(DetectorSettings settings) {
        return start(settings, FleetFigures.NONE);
    }

    /** The same, with somebody who hears how the fleets are. */
    static Detector start(DetectorSettings settings, FleetFigures fleet) {
        Properties properties = properties(settings);
        DetectorCounters counters = new DetectorCounters(settings.partitions(), fleet);
        var topology = DetectorTopology.build(
                new DetectorTopology.Settings(
                        settings.names(), settings.partitions(), settings.partitions(), settings.watermarkStep()),
                settings.config(),
                new StreamsConfig(properties),
                counters);
        Detector detector = new Detector(
                new KafkaStreams(
                        topology, properties, new StableClients(applicationId(settings) + "-" + settings.instance())),
                counters,
                settings.partitions());
        detector.streams.setUncaughtExceptionHandler(error -> {
            detector.failure.compareAndSet(null, error);
            counters.ended().countDown();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        detector.streams.start();
        return detector;
    }

    private static String applicationId(DetectorSettings settings) {
        return settings.names().prefix() + "-detector";
    }

    private static Properties properties(DetectorSettings settings) {
        Properties it = new Properties();
        it.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(settings));
        it.putAll(settings.clients());
        it.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.replication());
        it.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        it.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateFolder().toString());
        it.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, settings.guarantee().kafkaName());
        it.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        it.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        it.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        it.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        it.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), settings.instance());
        settings.advertised().ifPresent(address -> it.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address));
        int session = (int) settings.sessionTimeout().toMillis();
        it.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), session);
        it.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), session / 4);
        it.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 5000);
        it.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 131_072);
        it.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        it.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 20);
        // Stamps of internal topics are the broker's, too: event times of garbage may lie far ahead.
        it.put(StreamsConfig.topicPrefix("message.timestamp.type"), "LogAppendTime");
        return it;
    }

    /** What it holds of devices. */
    DeviceLookup devices() {
        return devices;
    }

    DetectorCounters counters() {
        return counters;
    }

    /** How the stream threads are. */
    Part health() {
        Throwable thrown = failure.get();
        if (thrown != null) {
            return Part.failed("detector", "it stopped: " + Failure.inWords(thrown));
        }
        KafkaStreams.State state = streams.state();
        if (state == KafkaStreams.State.RUNNING) {
            return Part.up("detector");
        }
        return state.hasCompletedShutdown()
                ? Part.failed("detector", "it has stopped")
                : Part.waiting("detector", "it is taking over or restoring its state (" + state + ")");
    }

    /** A short list of what Kafka Streams measures about itself. */
    Map<MetricName, ? extends Metric> metrics() {
        return streams.metrics();
    }

    /** Why it stopped; null while it runs. */
    @Nullable
    Throwable failure() {
        return failure.get();
    }

    /** Whether every hub partition has heard the end of the feed; waits at most so long. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        boolean ended = counters.ended().await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("the detector stopped: " + thrown.getMessage(), thrown);
        }
        return ended;
    }

    /** Commits and leaves the group. */
    @Override
    public void close() {
        streams.close(CloseOptions.timeout(STOP_WITHIN)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
}
