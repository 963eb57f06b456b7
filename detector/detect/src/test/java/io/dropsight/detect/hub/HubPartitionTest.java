package io.dropsight.detect.hub;

import static io.dropsight.detect.device.History.UNAUTHORIZED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.DetectConfig;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.MemoryStore;
import io.dropsight.detect.device.History;
import io.dropsight.model.Alert;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the judge hears, when, and in which order. */
class HubPartitionTest {
    private static final int AGE = 3_900;

    private final MemoryStore merge = new MemoryStore();
    private final MemoryStore book = new MemoryStore();
    private final MemoryStore marks = new MemoryStore();
    private final Heard heard = new Heard();

    private static final class Heard implements HubOutput {
        final List<Verdict> verdicts = new ArrayList<>();
        final List<Alert> alerts = new ArrayList<>();
        int brokenPromises;
        int ends;

        @Override
        public void verdict(Verdict verdict) {
            verdicts.add(verdict);
        }

        @Override
        public void alert(Alert alert) {
            alerts.add(alert);
        }

        @Override
        public void brokenPromise() {
            brokenPromises++;
        }

        @Override
        public void ended() {
            ends++;
        }
    }

    private HubPartition partition(int sources) {
        return new HubPartition(sources, merge, book, marks, DetectConfig.DEFAULTS, heard);
    }

    /** What a device with so many equal sessions sends once its last drop has settled. */
    private static Candidate signal(String device, int sessions) {
        History history = History.begin().repeat(sessions, AGE, UNAUTHORIZED, 5);
        long stamp = EventTime.toMillis(history.state().lastDrop()) + 600_000;
        DeviceKey key = DeviceKey.of("plant", device);
        return new Candidate(stamp, key, sessions, history.state(), 10, "Mqtt", "sdk/1", "203.0.113.XXX");
    }

    private static void send(HubPartition to, Candidate signal) {
        to.signal(signal.device().text().getBytes(StandardCharsets.UTF_8), signal.write());
    }

    @Test
    void waitsUntilEveryPartitionHasPassedASignal() {
        HubPartition hubs = partition(2);
        Candidate signal = signal("press-007", 3);
        send(hubs, signal);
        hubs.watermark(0, signal.stamp() + 60_000, false);
        assertThat(heard.verdicts).isEmpty();
        hubs.watermark(1, signal.stamp(), false);
        assertThat(heard.verdicts).as("another of the same stamp may come").isEmpty();
        hubs.watermark(1, signal.stamp() + 1, false);
        assertThat(heard.verdicts).hasSize(1);
        assertThat(heard.alerts).hasSize(1);
        assertThat(merge.size()).isZero();
    }

    @Test
    void aWatermarkThatFallsChangesNothing() {
        HubPartition hubs = partition(1);
        Candidate signal = signal("press-007", 3);
        hubs.watermark(0, signal.stamp(), false);
        hubs.watermark(0, signal.stamp() - 60_000, false);
        send(hubs, signal);
        assertThat(heard.brokenPromises).isZero();
    }

    @Test
    void countsASignalThatAWatermarkHadRuledOutAndHearsItAllTheSame() {
        HubPartition hubs = partition(1);
        Candidate signal = signal("press-007", 3);
        hubs.watermark(0, signal.stamp() + 1, false);
        send(hubs, signal);
        assertThat(heard.brokenPromises).isOne();
        hubs.watermark(0, signal.stamp() + 2, false);
        assertThat(heard.verdicts).hasSize(1);
    }

    @Test
    void hearsSignalsInOneOrderHoweverTheyCome() {
        List<Candidate> signals = new ArrayList<>();
        for (String device : new String[] {"a", "b", "c"}) {
            for (int sessions = 3; sessions <= 6; sessions++) {
                signals.add(signal(device, sessions));
            }
        }
        List<Verdict> expected = List.of();
        Random random = new Random(61);
        for (int trial = 0; trial < 20; trial++) {
            Heard once = new Heard();
            HubPartition hubs = new HubPartition(
                    1, new MemoryStore(), new MemoryStore(), new MemoryStore(), DetectConfig.DEFAULTS, once);
            Collections.shuffle(signals, random);
            signals.forEach(signal -> send(hubs, signal));
            hubs.watermark(0, signal("a", 6).stamp() + 1, false);
            expected = trial == 0 ? once.verdicts : expected;
            assertThat(once.verdicts).as("seed 61, trial %d", trial).hasSize(12).isEqualTo(expected);
        }
    }

    @Test
    void endsOnceWhenEverySourceHasEndedAndRemembersIt() {
        HubPartition hubs = partition(2);
        Candidate signal = signal("press-007", 3);
        send(hubs, signal);
        hubs.watermark(0, signal.stamp(), true);
        assertThat(heard.ends).isZero();
        hubs.watermark(1, signal.stamp() - 5, true);
        hubs.watermark(1, signal.stamp() - 5, true);
        assertThat(heard.ends).isOne();
        assertThat(heard.verdicts).hasSize(1);
        assertThat(hubs.hasEnded()).isTrue();
        assertThat(partition(2).hasEnded()).isTrue();
    }

    @Test
    void refusesAStateOfAnotherNumberOfPartitions() {
        HubPartition hubs = partition(2);
        hubs.watermark(0, 1_000, false);
        hubs.watermark(1, 1_000, false);
        assertThat(partition(2).hasEnded()).isFalse();
        for (int other : new int[] {1, 3, 8}) {
            assertThatThrownBy(() -> partition(other))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the state was written with 2 partitions of the events topic, which has " + other
                            + " now: changing their number needs a reset of the application");
        }
    }

    @Test
    void goesOnAfterARestartWhereItWas() {
        HubPartition before = partition(1);
        send(before, signal("press-007", 3));
        send(before, signal("press-007", 4));
        before.watermark(0, signal("press-007", 4).stamp(), false);
        assertThat(heard.verdicts).hasSize(1);
        HubPartition after = partition(1);
        assertThat(heard.verdicts).as("nothing is said twice").hasSize(1);
        send(after, signal("press-008", 3));
        assertThat(heard.brokenPromises).isOne();
        after.watermark(0, signal("press-007", 4).stamp() + 1, false);
        assertThat(heard.verdicts).hasSize(3);
    }
}
