package io.dropsight.detect.device;

import static io.dropsight.detect.device.Records.PUMP;
import static io.dropsight.detect.device.Records.START;
import static io.dropsight.detect.device.Records.connect;
import static io.dropsight.detect.device.Records.drop;
import static io.dropsight.detect.device.Records.refusedConnect;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.DropFact;
import io.dropsight.detect.DropFact.Kind;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.MemoryStore;
import io.dropsight.detect.Signal;
import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.model.Auth;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both lanes: what is told of a drop at once, and what ten minutes later. */
class FreshFactsTest implements DevicePartition.Output {
    private final DevicePartition devices = new DevicePartition(0, new MemoryStore(), new MemoryStore(), this);
    private final List<DropFact> facts = new ArrayList<>();

    @Override
    public void signal(Signal signal) {
        if (signal instanceof DropFact fact) {
            facts.add(fact);
        }
    }

    @Override
    public void count(Outcome outcome) {}

    @Override
    public void refuse(DiagnosticEvent event, Outcome why) {}

    private void arrives(DiagnosticEvent event, long later) {
        devices.event(event.occurredAt().toEpochMilli() + later * 1000, event);
    }

    private void settle() {
        devices.advance(Long.MAX_VALUE);
    }

    private List<DropFact> of(Kind kind) {
        return facts.stream().filter(fact -> fact.kind() == kind).toList();
    }

    private static DiagnosticEvent running(String sdk, long second) {
        return new DiagnosticEvent(
                PUMP, START.plusSeconds(second), Operation.CONNECT, false, 0, "", "Mqtt", sdk, Auth.SAS, "");
    }

    private static long second(long second) {
        return EventTime.ofInstant(START.plusSeconds(second));
    }

    @Test
    void aDropIsToldAtOnceAndOnceMoreWhenItHasSettled() {
        arrives(connect(0), 5);
        arrives(drop(1_000, 404104), 7);
        assertThat(facts).hasSize(1);
        DropFact fresh = facts.get(0);
        assertThat(fresh.kind()).isEqualTo(Kind.FRESH);
        assertThat(fresh.stamp()).isEqualTo(START.plusSeconds(1_007).toEpochMilli());
        assertThat(fresh.at()).isEqualTo(second(1_000));
        assertThat(fresh.sessionSeconds()).isEqualTo(1_000);
        assertThat(fresh.code()).isEqualTo(404104);
        assertThat(fresh.lagSeconds()).isEqualTo(7);
        assertThat(fresh.traits().network24()).isEqualTo(Cohort.network24("203.0.113.XXX"));
        settle();
        assertThat(of(Kind.SETTLED)).hasSize(1);
        assertThat(of(Kind.SETTLED).get(0).stamp())
                .isEqualTo(START.plusSeconds(1_600).toEpochMilli());
        assertThat(of(Kind.SETTLED).get(0).sessionSeconds()).isEqualTo(1_000);
    }

    @Test
    void aDropThatWritesThreeRecordsIsOne() {
        arrives(connect(0), 5);
        arrives(drop(1_000, 401003), 5);
        arrives(drop(1_002, 404104), 5);
        arrives(refusedConnect(1_003, 401003), 5);
        settle();
        assertThat(of(Kind.FRESH)).hasSize(1);
        assertThat(of(Kind.SETTLED)).hasSize(1);
        assertThat(of(Kind.REFUSED))
                .as("a refusal of the token is none of the hub")
                .isEmpty();
    }

    @Test
    void cleanDropsAndTakeOversAreNotTold() {
        arrives(connect(0), 5);
        arrives(drop(1_000, 0), 5);
        arrives(connect(1_100), 5);
        arrives(drop(1_200, 409002), 5);
        settle();
        assertThat(facts).isEmpty();
    }

    @Test
    void theSameRecordTwiceIsOneDrop() {
        arrives(connect(0), 5);
        arrives(drop(1_000, 404104), 5);
        arrives(drop(1_000, 404104), 100);
        settle();
        assertThat(of(Kind.FRESH)).hasSize(1);
        assertThat(of(Kind.SETTLED)).hasSize(1);
    }

    @Test
    void aDeviceThatFlapsIsToldAtMostFiveTimesInTenMinutes() {
        for (int i = 0; i < 100; i++) {
            arrives(connect(i * 60L), 1);
            arrives(drop(i * 60L + 31, 404104), 1);
        }
        List<DropFact> fresh = of(Kind.FRESH);
        for (DropFact fact : fresh) {
            assertThat(fresh.stream().filter(it -> it.at() > fact.at() - 600 && it.at() <= fact.at()))
                    .hasSizeLessThanOrEqualTo(5);
        }
        assertThat(fresh).hasSizeBetween(4, 50);
        settle();
        assertThat(of(Kind.SETTLED))
                .as("all of them are told once they have settled")
                .hasSize(100);
    }

    @Test
    void aConnectThatArrivesAfterItsDropStillGivesTheSession() {
        arrives(drop(1_000, 404104), 1);
        arrives(connect(100), 950);
        settle();
        assertThat(of(Kind.FRESH).get(0).sessionSeconds()).as("not known yet").isZero();
        assertThat(of(Kind.SETTLED)).hasSize(1);
    }

    @Test
    void theReconnectThatComesFirstIsNotTheSession() {
        arrives(connect(0), 1);
        devices.advance(START.plusSeconds(900).toEpochMilli());
        arrives(connect(1_003), 1);
        arrives(drop(1_000, 404104), 9);
        assertThat(of(Kind.FRESH).get(0).sessionSeconds()).isEqualTo(1_000);
        settle();
        assertThat(of(Kind.SETTLED)).hasSize(1);
        assertThat(of(Kind.SETTLED).get(0).sessionSeconds()).isEqualTo(1_000);
    }

    @Test
    void aSecondDropIsToldOnceTheDeviceWasBack() {
        arrives(connect(0), 1);
        arrives(drop(100, 404104), 1);
        arrives(connect(110), 1);
        arrives(drop(125, 404104), 1);
        assertThat(of(Kind.FRESH)).extracting(DropFact::sessionSeconds).containsExactly(100, 15);
        settle();
        assertThat(of(Kind.SETTLED)).extracting(DropFact::sessionSeconds).containsExactly(100, 15);
    }

    @Test
    void aRefusalOfTheHubIsToldOnceInTenMinutes() {
        for (int i = 0; i < 30; i++) {
            arrives(refusedConnect(i * 60L, 403002), 1);
        }
        settle();
        assertThat(of(Kind.REFUSED)).hasSizeBetween(3, 4).allMatch(fact -> fact.code() == 403002);
        assertThat(of(Kind.REFUSED_SETTLED))
                .extracting(DropFact::at)
                .isEqualTo(of(Kind.REFUSED).stream().map(DropFact::at).toList());
    }

    @Test
    void aDeviceThatRunsAnotherVersionHasMoved() {
        arrives(running("sdk/1", 0), 1);
        arrives(drop(700, 0), 1);
        arrives(running("sdk/2", 720), 1);
        arrives(running("sdk/2", 720), 30);
        settle();
        assertThat(of(Kind.MOVED)).hasSize(1);
        assertThat(of(Kind.MOVED).get(0).sessionSeconds()).as("what was left").isEqualTo(Cohort.idOf("sdk/1"));
        assertThat(of(Kind.MOVED_SETTLED)).hasSize(1);
        assertThat(of(Kind.MOVED_SETTLED).get(0).sessionSeconds()).isEqualTo(Cohort.idOf("sdk/1"));
        assertThat(of(Kind.MOVED_SETTLED).get(0).at()).isEqualTo(second(720));
    }

    @Test
    void aDeviceThatWasNotKnownIsNamedOnceItIsBack() {
        arrives(drop(1_000, 404104), 1);
        assertThat(of(Kind.FRESH).get(0).traits().sdk()).isZero();
        arrives(running("sdk/1", 1_010), 1);
        assertThat(of(Kind.NAMED)).hasSize(1);
        assertThat(of(Kind.NAMED).get(0).at()).isEqualTo(second(1_000));
        assertThat(of(Kind.NAMED).get(0).traits().sdk()).isEqualTo(Cohort.idOf("sdk/1"));
        settle();
        assertThat(of(Kind.SETTLED).get(0).traits().sdk())
                .as("the return waits, and tells")
                .isEqualTo(Cohort.idOf("sdk/1"));
    }

    @Test
    void anotherDropAtTheSameAgeIsTheDevicesHabit() {
        for (int i = 0; i < 4; i++) {
            arrives(connect(4_000L * i), 1);
            arrives(drop(4_000L * i + 3_900, 404104), 1);
        }
        settle();
        assertThat(of(Kind.SETTLED)).extracting(DropFact::habit).startsWith(DropFact.Habit.NONE, DropFact.Habit.NONE);
        assertThat(of(Kind.SETTLED).get(3).habit()).isEqualTo(DropFact.Habit.OWN);
        assertThat(of(Kind.FRESH).get(3).habit()).isEqualTo(DropFact.Habit.OWN);
    }
}
