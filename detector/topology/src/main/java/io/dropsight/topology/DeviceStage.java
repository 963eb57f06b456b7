package io.dropsight.topology;

import io.dropsight.detect.Signal;
import io.dropsight.detect.device.DevicePartition;
import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.detect.device.DropKind;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Lends a {@link DevicePartition} its stores, and sends on its signals and how far the partition has come. */
final class DeviceStage implements Processor<byte[], byte[], byte[], byte[]>, DevicePartition.Output {
    private static final byte[] NO_KEY = {};

    private final long watermarkStepMillis;
    private final DetectorMetrics metrics;
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable DevicePartition partition;
    private long forwarded = Long.MIN_VALUE;
    private long now;

    DeviceStage(Duration watermarkStep, DetectorMetrics metrics) {
        this.watermarkStepMillis = watermarkStep.toMillis();
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        this.partition = new DevicePartition(
                context.taskId().partition(),
                new KafkaStore(context.getStateStore(Names.DEVICES)),
                new KafkaStore(context.getStateStore(Names.SETTLING)),
                this);
    }

    @Override
    public void process(Record<byte[], byte[]> feed) {
        DevicePartition devices = open(partition);
        now = feed.timestamp();
        FeedMessage message;
        try {
            byte[] key = feed.key();
            message = FeedCodec.decode(key == null ? "" : new String(key, StandardCharsets.UTF_8), feed.value());
        } catch (RuntimeException e) { // whatever a foreign writer put there: kept as a dead letter, stops nothing
            metrics.unreadable();
            deadLetter(feed.key(), feed.value(), "not_a_feed_message");
            return;
        }
        if (message instanceof FeedMessage.Event event) {
            devices.event(now, event.arrival().source(), event.event());
            forwardWatermark(false);
        } else if (message instanceof FeedMessage.Tick tick) {
            devices.advance(tick.end() ? Long.MAX_VALUE : now);
            forwardWatermark(tick.end());
        } else if (message instanceof FeedMessage.Metric metric) {
            devices.metric(now, metric.sample());
            forwardWatermark(false);
        }
    }

    private void forwardWatermark(boolean end) {
        if (end || forwarded == Long.MIN_VALUE || now - forwarded >= watermarkStepMillis) {
            forwarded = now;
            ProcessorContext<byte[], byte[]> to = open(context);
            int number = to.taskId().partition();
            DevicePartition devices = open(partition);
            metrics.fleet().devices(number, devices.known(), devices.waiting());
            to.forward(new Record<>(NO_KEY, Step.watermark(number, now, end), now));
        }
    }

    @Override
    public void signal(Signal signal) {
        byte[] key = signal.key().getBytes(StandardCharsets.UTF_8);
        open(context).forward(new Record<>(key, Step.of(Step.SIGNAL, signal.write()), now));
    }

    @Override
    public void count(Outcome outcome) {
        metrics.count(outcome);
    }

    @Override
    public void refuse(DiagnosticEvent event, Outcome why) {
        byte[] key = event.device().text().getBytes(StandardCharsets.UTF_8);
        deadLetter(key, FeedCodec.encodeEvent(event), why.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void dropped(String hub, DropKind kind, long sessionSeconds) {
        metrics.fleet().dropped(hub, kind, sessionSeconds);
    }

    @Override
    public void close() {
        metrics.fleet().devicesLeft(open(context).taskId().partition());
    }

    private void deadLetter(byte @Nullable [] key, byte @Nullable [] value, String reason) {
        Headers headers = new RecordHeaders();
        headers.add("reason", reason.getBytes(StandardCharsets.UTF_8));
        headers.add("origin", "device-stage".getBytes(StandardCharsets.UTF_8));
        byte[] body = value == null ? new byte[0] : value;
        open(context).forward(new Record<>(key, Step.of(Step.DEAD_LETTER, body), now, headers));
    }

    private static <T> T open(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("used before init");
        }
        return part;
    }
}
