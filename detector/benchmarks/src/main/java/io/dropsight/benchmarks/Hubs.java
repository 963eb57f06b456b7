package io.dropsight.benchmarks;

import io.dropsight.detect.DetectConfig;
import io.dropsight.detect.Store;
import io.dropsight.detect.hub.HubOutput;
import io.dropsight.detect.hub.HubPartition;
import io.dropsight.model.Alert;
import io.dropsight.model.Verdict;

/** The hub stage with its stores; its verdicts and alerts are counted. */
final class Hubs implements Devices.Downstream, HubOutput {
    private final HubPartition stage;
    long verdicts;
    long alerts;

    Hubs(Store merge, Store book, Store marks) {
        stage = new HubPartition(1, merge, book, marks, DetectConfig.DEFAULTS, this);
    }

    @Override
    public void signal(byte[] key, byte[] signal) {
        stage.signal(key, signal);
    }

    @Override
    public void watermark(long arrival) {
        stage.watermark(0, arrival, false);
    }

    @Override
    public void verdict(Verdict verdict) {
        verdicts++;
    }

    @Override
    public void alert(Alert alert) {
        alerts++;
    }

    @Override
    public void brokenPromise() {
        throw new IllegalStateException("a signal came after its watermark");
    }

    @Override
    public void ended() {
        // never here
    }
}
