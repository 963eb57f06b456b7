package io.dropsight.detect.device;

import static io.dropsight.detect.device.Records.PUMP;
import static io.dropsight.detect.device.Records.START;
import static io.dropsight.detect.device.Records.connect;
import static io.dropsight.detect.device.Records.drop;
import static io.dropsight.detect.device.Records.other;
import static io.dropsight.detect.device.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.MemoryStore;
import io.dropsight.detect.Signal;
import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DevicePartitionTest implements DevicePartition.Output {
    private static final long DAY = 86_400;
    private static final byte[] KEY = PUMP.text().getBytes(StandardCharsets.UTF_8);

    private final MemoryStore states = new MemoryStore();
    private final MemoryStore settling = new MemoryStore();
    private DevicePartition devices = new DevicePartition(0, states, settling, this);
    private final List<Candidate> signals = new ArrayList<>();
    private final List<Signal> others = new ArrayList<>();
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private final List<DiagnosticEvent> refused = new ArrayList<>();

    @Override
    public void signal(Signal signal) {
        Signal read = Signal.read(signal.key(), signal.write());
        assertThat(read.write()).isEqualTo(signal.write());
        if (read instanceof Candidate candidate) {
            signals.add(candidate);
        } else {
            others.add(read);
        }
    }

    @Override
    public void count(Outcome outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    @Override
    public void refuse(DiagnosticEvent event, Outcome why) {
        refused.add(event);
    }

    @Test
    void aDeviceTakesAtMost256BytesHoweverOftenItDrops() {
        for (int i = 0; i < 60; i++) {
            arrives(connect(4000L * i), 5);
            arrives(drop(4000L * i + 3900, 401003), 5);
        }
        devices.advance(Long.MAX_VALUE);
        DeviceState state = state();
        assertThat(state.size()).isEqualTo(DeviceState.RING);
        assertThat(state.drops()).isEqualTo(60);
        assertThat(states.largest()).isEqualTo(239).isLessThanOrEqualTo(DeviceState.MAX_BYTES);
        assertThat(DeviceState.read(state.write()).write()).isEqualTo(state.write());
    }

    @Test
    void theLargestStateStillFits() {
        DeviceState state = DeviceState.fresh();
        for (int i = 0; i < 100; i++) {
            state.addDrop(0xFFFF_FF00L + i, Long.MAX_VALUE, 0xFF);
            state.nextSignal();
        }
        state.connect(0xFFFF_FFFFL);
        state.settled(Long.MAX_VALUE, Integer.MAX_VALUE, -1, 0xFFFF_FFFFL);
        assertThat(state.write().length).isLessThanOrEqualTo(DeviceState.MAX_BYTES);
        assertThat(DeviceState.read(state.write()).write()).isEqualTo(state.write());
    }

    @Test
    void aRecordSettlesTenMinutesAfterItsEventAndStampsItsSignalSo() {
        for (int i = 0; i < 4; i++) {
            arrives(connect(4000L * i), 5);
            arrives(drop(4000L * i + 3900, 404104), i);
        }
        devices.advance(Long.MAX_VALUE);
        assertThat(signals).isNotEmpty();
        assertThat(signals).allSatisfy(signal -> {
            long second = (signal.stamp() - START.toEpochMilli()) / 1000 - 600;
            assertThat(second % 4000).isIn(0L, 3900L);
        });
    }

    @Test
    void atMost64RecordsOfADeviceWaitAndEarlySettlingIsCounted() {
        for (int i = 0; i < 100; i++) {
            arrives(i % 2 == 0 ? connect(i) : drop(i, 404104), 0);
            assertThat(SettleBuffer.read(settling.get(KEY)).write().length)
                    .isLessThanOrEqualTo(SettleBuffer.CAPACITY * 100);
        }
        assertThat(outcomes).containsEntry(Outcome.SETTLED_EARLY, 36).containsEntry(Outcome.SETTLED, 36);
        devices.advance(Long.MAX_VALUE);
        assertThat(outcomes).containsEntry(Outcome.SETTLED_EARLY, 36).containsEntry(Outcome.SETTLED, 100);
        assertThat(state().drops()).as("fast reconnects are kept, too").isEqualTo(50);
        assertThat(settling.get(KEY)).isNull();
    }

    @Test
    void theSameRecordCountsOnceWhileItWaitsAndAfterwards() {
        arrives(connect(0), 5);
        arrives(connect(0), 8);
        devices.advance(millis(700));
        arrives(connect(0), 701);
        assertThat(outcomes).isEqualTo(Map.of(Outcome.DUPLICATE, 2, Outcome.SETTLED, 1));
        assertThat(refused).isEmpty();
    }

    @Test
    void aRecordFromBeforeWhatIsSettledIsTooLate() {
        arrives(connect(1000), 5);
        devices.advance(millis(1600));
        DiagnosticEvent late = drop(999, 404104);
        arrives(late, 700);
        assertThat(refused).containsExactly(late);
        assertThat(outcomes).isEqualTo(Map.of(Outcome.SETTLED, 1, Outcome.TOO_LATE, 1));
    }

    @Test
    void aRecordMayBeStampedFifteenMinutesAfterItsArrivalAndNoMore() {
        arrives(connect(1000), -900);
        assertThat(refused).isEmpty();
        devices.event(millis(200), connect(1101));
        assertThat(outcomes).isEqualTo(Map.of(Outcome.AHEAD_OF_ARRIVAL, 1));
        assertThat(refused).hasSize(1);
    }

    @Test
    void aDeviceSilentForMoreThanFourteenDaysStartsAnew() {
        arrives(connect(0), 5);
        arrives(drop(3900, 404104), 5);
        arrives(connect(3900 + 14 * DAY), 5);
        devices.advance(Long.MAX_VALUE);
        assertThat(state().drops()).as("just remembered").isOne();
        arrives(drop(3901 + 28 * DAY, 404104), 5);
        devices.advance(Long.MAX_VALUE);
        assertThat(state().drops()).isOne();
        assertThat(state().session(0)).as("the connect is forgotten").isZero();
    }

    @Test
    void silenceBetweenTwoRecordsOfOneBurstCountsAsWell() {
        devices.event(millis(40 * DAY), connect(0));
        devices.event(millis(40 * DAY), drop(15 * DAY, 404104));
        devices.advance(Long.MAX_VALUE);
        assertThat(state().drops()).isOne();
        assertThat(state().session(0)).isZero();
    }

    @Test
    void signalsOfOneMomentStayInOrderWhenTheDeviceStartsAnew() {
        long now = millis(60 * DAY);
        for (long start : new long[] {0, 20 * DAY}) {
            for (int i = 0; i < 100; i++) {
                devices.event(now, connect(start + 4000L * i));
                devices.event(now, drop(start + 4000L * i + 3900, 404104));
            }
        }
        devices.advance(Long.MAX_VALUE);
        assertThat(signals).extracting(Signal::number).doesNotHaveDuplicates().isSorted();
        assertThat(signals).extracting(signal -> signal.state().lastDrop()).isSorted();
        assertThat(state().drops()).isEqualTo(100);
    }

    @Test
    void theBytesOfASilentDeviceAreDropped() {
        for (int i = 0; i < 2_500; i++) {
            arrives(record(DeviceKey.of("plant", "once-" + i), 0, Operation.CONNECT, 0), 5);
        }
        arrives(connect(20 * DAY), 5);
        devices.advance(millis(20 * DAY + 700));
        assertThat(states.size()).isEqualTo(2_501);
        for (int minute = 0; minute < 5; minute++) {
            devices.advance(millis(22 * DAY + 60L * minute));
        }
        assertThat(states.size()).isOne();
        assertThat(outcomes).containsEntry(Outcome.FORGOTTEN, 2_500);
    }

    @Test
    void whetherTheSweepHasComeToASilentDeviceLeavesNoTrace() {
        DevicePartitionTest swept = new DevicePartitionTest();
        swept.silentThenVeryLate(false);
        DevicePartitionTest restarted = new DevicePartitionTest();
        restarted.silentThenVeryLate(true);
        assertThat(swept.state().drops()).isOne();
        assertThat(swept.state().session(0)).isEqualTo(100);
        assertThat(swept.states.get(KEY)).isEqualTo(restarted.states.get(KEY));
        assertThat(swept.refused).isEmpty();
        assertThat(restarted.refused).isEmpty();
    }

    /** A device is silent for 22 days; then records of its first day come, from before its last one. */
    private void silentThenVeryLate(boolean restart) {
        arrives(connect(1000), 5);
        devices.advance(millis(2000));
        if (restart) { // and then the next sweep is a day away
            devices = new DevicePartition(0, states, settling, this);
        }
        devices.advance(millis(22 * DAY));
        assertThat(states.get(KEY) == null).isEqualTo(!restart);
        devices.event(millis(22 * DAY + 1), connect(500));
        devices.event(millis(22 * DAY + 1), drop(600, 404104));
        devices.advance(millis(22 * DAY + 100));
    }

    @Test
    void aBacklogOfOldRecordsIsNotForgottenWhileItComes() {
        for (int i = 0; i < 20; i++) {
            devices.event(millis(60 * DAY + 100L * i), connect(4000L * i));
            devices.event(millis(60 * DAY + 100L * i), drop(4000L * i + 3900, 404104));
        }
        devices.advance(Long.MAX_VALUE);
        assertThat(state().drops()).isEqualTo(20);
        assertThat(signals).isNotEmpty();
    }

    @Test
    void anUnknownOperationIsSettledLikeAllOthers() {
        arrives(other(10), 5);
        devices.advance(Long.MAX_VALUE);
        assertThat(outcomes).isEqualTo(Map.of(Outcome.SETTLED, 1));
    }

    private void arrives(DiagnosticEvent event, long secondsLater) {
        devices.event(event.occurredAt().plusSeconds(secondsLater).toEpochMilli(), event);
    }

    private static long millis(long second) {
        return START.plus(Duration.ofSeconds(second)).toEpochMilli();
    }

    private DeviceState state() {
        return DeviceState.read(states.get(KEY));
    }
}
