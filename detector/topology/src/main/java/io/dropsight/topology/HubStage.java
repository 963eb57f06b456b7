package io.dropsight.topology;

import io.dropsight.detect.DetectConfig;
import io.dropsight.detect.hub.HubLevel;
import io.dropsight.detect.hub.HubOutput;
import io.dropsight.detect.hub.HubPartition;
import io.dropsight.model.Alert;
import io.dropsight.model.AlertJson;
import io.dropsight.model.Verdict;
import io.dropsight.model.VerdictJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Lends a {@link HubPartition} its stores, and writes what it decides. */
final class HubStage implements Processor<byte[], byte[], byte[], byte[]>, HubOutput {
    private final int eventPartitions;
    private final DetectConfig config;
    private final DetectorMetrics metrics;
    private final AlertJson alertJson = new AlertJson();
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable HubPartition hubs;
    private long now;

    HubStage(int eventPartitions, DetectConfig config, DetectorMetrics metrics) {
        this.eventPartitions = eventPartitions;
        this.config = config;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        HubPartition restored = new HubPartition(
                eventPartitions,
                new KafkaStore(context.getStateStore(Names.MERGE)),
                new KafkaStore(context.getStateStore(Names.BOOK)),
                new KafkaStore(context.getStateStore(Names.WATERMARKS)),
                config,
                this);
        hubs = restored;
        if (restored.hasEnded()) {
            ended();
        }
    }

    @Override
    public void process(Record<byte[], byte[]> step) {
        now = step.timestamp();
        byte[] value = step.value();
        HubPartition to = open(hubs);
        if (Step.is(Step.WATERMARK, value)) {
            ByteBuffer in = ByteBuffer.wrap(value, 1, 13);
            to.watermark(in.getInt(), in.getLong(), in.get() != 0);
            metrics.fleet().waiting(open(context).taskId().partition(), to.waiting());
        } else {
            to.signal(step.key(), Step.body(value));
        }
    }

    @Override
    public void verdict(Verdict verdict) {
        byte[] key = verdict.key().getBytes(StandardCharsets.UTF_8);
        open(context).forward(new Record<>(key, Step.of(Step.VERDICT, VerdictJson.write(verdict)), now));
    }

    @Override
    public void alert(Alert alert) {
        byte[] key = alert.alertId().getBytes(StandardCharsets.UTF_8);
        Headers headers = new RecordHeaders();
        headers.add("content-type", AlertJson.CONTENT_TYPE.getBytes(StandardCharsets.UTF_8));
        open(context).forward(new Record<>(key, Step.of(Step.ALERT, alertJson.write(alert)), now, headers));
    }

    @Override
    public void brokenPromise() {
        metrics.brokenPromise();
    }

    @Override
    public void level(HubLevel level) {
        metrics.fleet().level(open(context).taskId().partition(), level);
    }

    @Override
    public void close() {
        metrics.fleet().hubsLeft(open(context).taskId().partition());
    }

    @Override
    public void ended() {
        metrics.ended(open(context).taskId().partition());
    }

    private static <T> T open(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("used before init");
        }
        return part;
    }
}
