package io.dropsight.topology;

import io.dropsight.detect.DetectConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * {@code events -> device stage -> signals -> hub stage -> alerts and verdicts}; drawn in docs/architecture.md.
 *
 * <p>Signals go to the partition of their hub, watermarks to all of them.
 */
public final class DetectorTopology {
    private static final Serde<byte[]> BYTES = Serdes.ByteArray();
    private static final int SEGMENT_BYTES = 64 * 1024 * 1024;

    private DetectorTopology() {}

    /**
     * @param eventPartitions of the events topic; changing their number needs a reset
     * @param hubPartitions   over which the hubs are spread
     * @param watermarkStep   how often, in arrival time, a partition tells the hubs how far it is; no result depends
     *                        on it; 60 s for a replay, 1 to 5 s live
     */
    public record Settings(Names names, int eventPartitions, int hubPartitions, Duration watermarkStep) {}

    public static Topology build(
            Settings settings, DetectConfig config, StreamsConfig streams, DetectorMetrics metrics) {
        Names names = settings.names();
        StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(streams)); // so that unnamed parts are refused
        for (String store : new String[] {Names.DEVICES, Names.SETTLING, Names.MERGE, Names.BOOK, Names.WATERMARKS}) {
            builder.addStateStore(store(store));
        }
        KStream<byte[], byte[]> fromDevices = builder.stream(
                        names.events(),
                        Consumed.with(BYTES, BYTES)
                                .withTimestampExtractor(new ArrivalTime())
                                .withName(Names.READ_FEED))
                .process(
                        () -> new DeviceStage(settings.watermarkStep(), metrics),
                        Named.as(Names.DEVICE_STAGE),
                        Names.DEVICES,
                        Names.SETTLING);
        KStream<byte[], byte[]> fromHubs = fromDevices
                .filterNot((key, step) -> Step.is(Step.DEAD_LETTER, step), Named.as(Names.TO_HUBS))
                .repartition(Repartitioned.with(BYTES, BYTES)
                        .withName(Names.SIGNALS)
                        .withNumberOfPartitions(settings.hubPartitions())
                        .withStreamPartitioner(new ToHubs()))
                .process(
                        () -> new HubStage(settings.eventPartitions(), config, metrics),
                        Named.as(Names.HUB_STAGE),
                        Names.MERGE,
                        Names.BOOK,
                        Names.WATERMARKS);
        write(fromDevices, Step.DEAD_LETTER, names.deadLetters(), Names.WRITE_DEAD_LETTERS);
        write(fromHubs, Step.ALERT, names.alerts(), Names.WRITE_ALERTS);
        write(fromHubs, Step.VERDICT, names.verdicts(), Names.WRITE_VERDICTS);
        return builder.build();
    }

    private static void write(KStream<byte[], byte[]> steps, byte kind, String topic, String name) {
        steps.filter((key, step) -> Step.is(kind, step), Named.as(name + "-only"))
                .mapValues(step -> Step.body(step), Named.as(name + "-body"))
                .to(topic, Produced.with(BYTES, BYTES).withName(name));
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), BYTES)
                .withLoggingEnabled(Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(SEGMENT_BYTES)))
                .withCachingDisabled();
    }

    private static final class ToHubs implements StreamPartitioner<byte[], byte[]> {
        private Set<Integer> all = Set.of();

        @Override
        public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] step, int partitions) {
            if (Step.is(Step.WATERMARK, step)) {
                if (all.size() != partitions) {
                    all = IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet());
                }
                return Optional.of(all);
            }
            String device = new String(key, StandardCharsets.UTF_8);
            byte[] hub = device.substring(0, device.indexOf('/')).getBytes(StandardCharsets.UTF_8);
            return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(hub)) % partitions));
        }
    }
}
