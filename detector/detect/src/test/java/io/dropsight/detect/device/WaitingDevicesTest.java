package io.dropsight.detect.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.MemoryStore;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitingDevicesTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final int DEVICES = WaitingDevices.MOST_DECODED + 2_000;

    private final MemoryStore settling = new MemoryStore();
    private final WaitingDevices waiting = new WaitingDevices(settling);

    private static DiagnosticEvent connect(int device) {
        return new DiagnosticEvent(
                DeviceKey.of("plant", "pump-" + device),
                START.plusMillis(device),
                Operation.CONNECT,
                false,
                0,
                "",
                "Mqtt",
                "c/1",
                Auth.SAS,
                "203.0.113.XXX");
    }

    private void arrives(int device) {
        DiagnosticEvent event = connect(device);
        WaitingDevices.Device it = waiting.of(event.device());
        SettleBuffer buffer = waiting.bufferOf(it);
        buffer.add(SettleBuffer.Entry.of(START.toEpochMilli() + device, 0, false, event));
        waiting.keep(it, buffer);
    }

    @Test
    void whatIsDecodedIsBoundedAndTheRestIsReadAgain() {
        IntStream.range(0, DEVICES).forEach(this::arrives);
        assertThat(settling.size()).isEqualTo(DEVICES);
        assertThat(waiting.decoded()).isLessThanOrEqualTo(WaitingDevices.MOST_DECODED);

        for (int device : new int[] {0, DEVICES - 1}) {
            DiagnosticEvent event = connect(device);
            assertThat(waiting.bufferOf(waiting.of(event.device())).holds(event))
                    .isTrue();
        }
        assertThat(waiting.decoded()).isLessThanOrEqualTo(WaitingDevices.MOST_DECODED);
    }

    @Test
    void nothingIsKeptOfDevicesOfWhichNothingWaits() {
        IntStream.range(0, DEVICES).forEach(this::arrives);
        int settled = 0;
        for (long due = waiting.nextDeadline(); due != SettleBuffer.NONE; due = waiting.nextDeadline()) {
            WaitingDevices.Device it = waiting.first();
            SettleBuffer buffer = waiting.bufferOf(it);
            List<SettleBuffer.Entry> entries = buffer.release(due);
            assertThat(entries).singleElement().satisfies(entry -> assertThat(entry.decode(it.id))
                    .isEqualTo(connect(Integer.parseInt(it.id.deviceId().substring(5)))));
            waiting.keep(it, buffer);
            settled++;
        }
        assertThat(settled).isEqualTo(DEVICES);
        assertThat(settling.size()).isZero();
        assertThat(waiting.decoded()).isZero();
    }
}
