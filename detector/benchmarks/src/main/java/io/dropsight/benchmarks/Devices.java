package io.dropsight.benchmarks;

import io.dropsight.detect.Signal;
import io.dropsight.detect.Store;
import io.dropsight.detect.device.DevicePartition;
import io.dropsight.model.DiagnosticEvent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The device stage with its stores, and where it tells what: to the hub stage, or to nobody. */
final class Devices implements DevicePartition.Output {
    /** As in a replay. */
    static final long WATERMARK_STEP_MILLIS = 60_000;

    private final DevicePartition stage;
    private final @Nullable Downstream downstream;
    private long told;
    long signals;
    long refused;

    /** What hears of signals and watermarks. */
    interface Downstream {
        void signal(byte[] key, byte[] signal);

        void watermark(long arrival);
    }

    Devices(Store states, Store settling, @Nullable Downstream downstream) {
        this.downstream = downstream;
        this.stage = new DevicePartition(0, states, settling, this);
    }

    void event(Log.Entry entry) {
        stage.event(entry.arrival(), "", entry.event());
        if (downstream != null && entry.arrival() >= told + WATERMARK_STEP_MILLIS) {
            told = entry.arrival();
            downstream.watermark(told);
        }
    }

    /** Nothing waits any more. */
    void settleAll() {
        stage.advance(Long.MAX_VALUE);
    }

    @Override
    public void signal(Signal signal) {
        signals++;
        if (downstream != null) {
            downstream.signal(signal.key().getBytes(StandardCharsets.UTF_8), signal.write());
        }
    }

    @Override
    public void count(DevicePartition.Outcome outcome) {
        // not of interest
    }

    @Override
    public void refuse(DiagnosticEvent event, DevicePartition.Outcome why) {
        refused++;
    }
}
