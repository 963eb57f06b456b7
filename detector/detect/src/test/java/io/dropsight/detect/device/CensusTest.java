package io.dropsight.detect.device;

import static io.dropsight.detect.device.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.Census;
import io.dropsight.detect.Cohort;
import io.dropsight.detect.MemoryStore;
import io.dropsight.detect.Signal;
import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a partition counts, told each minute. */
class CensusTest implements DevicePartition.Output {
    private MemoryStore states = new MemoryStore();
    private MemoryStore settling = new MemoryStore();
    private DevicePartition devices = new DevicePartition(3, states, settling, this);
    private final List<Census> told = new ArrayList<>();
    private final Map<Cohort, Integer> cohorts = new HashMap<>();
    private final Map<Cohort, String> names = new HashMap<>();

    @Override
    public void signal(Signal signal) {
        if (signal instanceof Census census) {
            told.add(census);
            for (Census.Count count : census.cohorts()) {
                cohorts.put(count.cohort(), count.devices());
                if (!count.name().isEmpty()) {
                    names.put(count.cohort(), count.name());
                }
            }
        }
    }

    @Override
    public void count(Outcome outcome) {}

    @Override
    public void refuse(DiagnosticEvent event, Outcome why) {}

    private static DiagnosticEvent record(int device, long second, Operation operation, int code, int version) {
        return new DiagnosticEvent(
                DeviceKey.of("plant", "pump-" + device),
                START.plusSeconds(second),
                operation,
                code != 0,
                code,
                "",
                device % 2 == 0 ? "Mqtt" : "Amqp",
                "sdk/" + version,
                device % 3 == 0 ? Auth.X509 : Auth.SAS,
                "203.0." + device % 4 + ".XXX");
    }

    private void arrives(DiagnosticEvent event, long later) {
        devices.event(event.occurredAt().toEpochMilli() + later * 1000, event);
    }

    /** Any records at all, 20 devices, some late. */
    private void anything(Random dice, int records, Runnable after) {
        long second = 0;
        for (int i = 0; i < records; i++) {
            second += dice.nextInt(40);
            int code = dice.nextInt(3) == 0 ? 404104 : 0;
            Operation operation = dice.nextBoolean() ? Operation.CONNECT : Operation.DISCONNECT;
            DiagnosticEvent event =
                    record(dice.nextInt(20), Math.max(0, second - dice.nextInt(300)), operation, code, dice.nextInt(3));
            devices.event(START.plusSeconds(second).toEpochMilli(), event);
            after.run();
        }
    }

    private Map<Cohort, Integer> truth() {
        Map<Cohort, Integer> truth = new HashMap<>();
        states.scan(null, null, (key, value) -> {
            DeviceState.read(value).traits().cohorts().forEach(cohort -> truth.merge(cohort, 1, Integer::sum));
            return true;
        });
        return truth;
    }

    private int connected() {
        int[] connected = {0};
        states.scan(null, null, (key, value) -> {
            connected[0] += DeviceState.read(value).isConnected() ? 1 : 0;
            return true;
        });
        return connected[0];
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void theCountsAreThoseOfTheStatesWhateverHappened(long seed) {
        anything(new Random(seed), 3_000, () -> {});
        long last = told.get(told.size() - 1).stamp();
        devices.advance(last + 3_600_000);
        cohorts.values().removeIf(count -> count == 0);
        assertThat(cohorts).isEqualTo(truth());
        Census census = told.get(told.size() - 1);
        assertThat(census.known()).isEqualTo(states.size()).isEqualTo(20);
        assertThat(census.connected()).isEqualTo(connected());
        assertThat(census.partition()).isEqualTo(3);
        assertThat(told.stream().mapToInt(Census::arrived).sum()).isGreaterThan(2_900);
    }

    @Test
    void aRestartAfterEveryRecordTellsTheSame() {
        anything(new Random(4), 800, () -> {});
        List<String> uncut = told.stream().map(CensusTest::withoutNames).toList();
        states = new MemoryStore();
        settling = new MemoryStore();
        devices = new DevicePartition(3, states, settling, this);
        told.clear();
        anything(new Random(4), 800, () -> {
            states = states.copy();
            settling = settling.copy();
            devices = new DevicePartition(3, states, settling, this);
        });
        // A cohort's count may be told once more than needed: levels are absolute.
        assertThat(told.stream().map(CensusTest::withoutNames).toList()).isEqualTo(uncut);
    }

    private static String withoutNames(Census it) {
        return it.stamp() + " " + it.known() + " " + it.connected() + " " + it.arrived() + " " + it.cleanDrops() + " "
                + it.lags();
    }

    @Test
    void aMinuteIsToldOnceAtItsEndAndOnlyIfSomethingHappened() {
        arrives(record(0, 30, Operation.CONNECT, 0, 1), 5);
        devices.advance(START.plusSeconds(59).toEpochMilli());
        assertThat(told).isEmpty();
        devices.advance(START.plusSeconds(540).toEpochMilli());
        assertThat(told).hasSize(1);
        assertThat(told.get(0).stamp()).isEqualTo(START.plusSeconds(60).toEpochMilli());
        assertThat(told.get(0).arrived()).isOne();
        assertThat(told.get(0).known()).as("nothing has settled").isZero();
        devices.advance(START.plusSeconds(3_600).toEpochMilli());
        assertThat(told).hasSize(2);
        assertThat(told.get(1).stamp())
                .as("the connect settled at 10:30")
                .isEqualTo(START.plusSeconds(660).toEpochMilli());
        assertThat(told.get(1).known()).isOne();
        assertThat(told.get(1).connected()).isOne();
    }

    @Test
    void aDeviceThatMovesIsCountedWhereItIs() {
        arrives(record(1, 0, Operation.CONNECT, 0, 1), 5);
        arrives(record(1, 100, Operation.DISCONNECT, 0, 1), 5);
        arrives(record(1, 200, Operation.CONNECT, 0, 2), 5);
        devices.advance(START.plusSeconds(3_600).toEpochMilli());
        assertThat(cohorts)
                .containsEntry(new Cohort(Cohort.Kind.SDK, Cohort.idOf("sdk/1")), 0)
                .containsEntry(new Cohort(Cohort.Kind.SDK, Cohort.idOf("sdk/2")), 1);
        assertThat(names).containsEntry(new Cohort(Cohort.Kind.SDK, Cohort.idOf("sdk/2")), "sdk/2");
        assertThat(told.stream().mapToInt(Census::cleanDrops).sum()).isOne();
    }

    @Test
    void recordsAreCountedByWhatTheyTookToArrive() {
        arrives(record(0, 0, Operation.CONNECT, 0, 1), 119);
        arrives(record(1, 0, Operation.CONNECT, 0, 1), 120);
        arrives(record(2, 0, Operation.CONNECT, 0, 1), 525);
        devices.advance(START.plusSeconds(3_600).toEpochMilli());
        Census.Lags sum = told.stream()
                .map(Census::lags)
                .reduce(
                        Census.Lags.NONE,
                        (a, b) ->
                                new Census.Lags(a.quick() + b.quick(), a.late() + b.late(), a.tooLate() + b.tooLate()));
        assertThat(sum).isEqualTo(new Census.Lags(1, 1, 1));
    }
}
