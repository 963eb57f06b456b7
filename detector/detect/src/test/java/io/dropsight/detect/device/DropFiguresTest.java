package io.dropsight.detect.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.MemoryStore;
import io.dropsight.detect.Signal;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted of drops, and how much is told to wait. */
class DropFiguresTest implements DevicePartition.Output {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    private final List<String> told = new ArrayList<>();
    private final DevicePartition partition = new DevicePartition(0, new MemoryStore(), new MemoryStore(), this);

    @Test
    void tellsEachDropOnceWithItsKindAndAge() {
        connect(0);
        drop(3_900, 401003);
        drop(3_901, 404104); // of the same drop
        drop(3_901, 404104); // the same record
        connect(3_910);
        drop(4_000, 0);
        connect(4_100);
        connect(4_500); // the drop before it has no record
        drop(4_600, 400027);
        assertThat(partition.waiting()).as("those of the last ten minutes").isEqualTo(3);
        partition.advance(START.plusSeconds(10_000).toEpochMilli());
        assertThat(told)
                .containsExactly(
                        "unauthorized after 3900", "client_closed after 90", "unseen after 396", "taken_over after 0");
        assertThat(partition.waiting()).isZero();
        assertThat(partition.known()).isOne();
    }

    private void connect(long second) {
        event(second, Operation.CONNECT, 0);
    }

    private void drop(long second, int code) {
        event(second, Operation.DISCONNECT, code);
    }

    private void event(long second, Operation operation, int code) {
        Instant at = START.plusSeconds(second);
        partition.event(
                at.toEpochMilli(),
                new DiagnosticEvent(
                        new DeviceKey("plant-hub", "press-1", ""),
                        at,
                        operation,
                        code != 0,
                        code,
                        "",
                        "Mqtt",
                        "",
                        Auth.UNKNOWN,
                        ""));
    }

    @Override
    public void dropped(String hub, DropKind kind, long sessionSeconds) {
        told.add(kind.name().toLowerCase(java.util.Locale.ROOT) + " after " + sessionSeconds);
    }

    @Override
    public void signal(Signal signal) {}

    @Override
    public void count(DevicePartition.Outcome outcome) {}

    @Override
    public void refuse(DiagnosticEvent event, DevicePartition.Outcome why) {
        throw new AssertionError(why);
    }
}
