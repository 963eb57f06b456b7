package io.dropsight.detect.device;

import static io.dropsight.detect.device.Records.START;
import static io.dropsight.detect.device.Records.connect;
import static io.dropsight.detect.device.Records.drop;
import static io.dropsight.detect.device.Records.other;
import static io.dropsight.detect.device.Records.refusedConnect;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.EventTime;
import io.dropsight.model.DiagnosticEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionsTest {
    @Test
    void aSessionLastsFromConnectToDisconnect() {
        DeviceState state = after(connect(0), drop(3900, 404104), connect(3904));
        assertThat(drops(state)).containsExactly(new Dropped(3900, 3900, Drop.CLOSED_REMOTELY));
        assertThat(state.isConnected()).isTrue();
        assertThat(state.returnDelay(0)).isEqualTo(4);
    }

    @Test
    void aDisconnectWithoutCodeIsClean() {
        assertThat(drops(after(connect(0), drop(60, 0)))).containsExactly(new Dropped(60, 60, Drop.CLEAN));
    }

    @Test
    void oneDropThatWritesThreeRecordsIsOneDropWithAllTheirCodes() {
        DeviceState state =
                after(connect(0), drop(3900, 401003), drop(3901, 404104), drop(3930, 500001), connect(3935));
        assertThat(drops(state))
                .containsExactly(new Dropped(3900, 3900, Drop.UNAUTHORIZED | Drop.CLOSED_REMOTELY | Drop.SERVER));
        assertThat(state.drops()).isOne();
    }

    @Test
    void anErrorBesideACleanRecordOfOneDropIsAnError() {
        assertThat(drops(after(connect(0), drop(3900, 0), drop(3901, 404104))))
                .containsExactly(new Dropped(3900, 3900, Drop.CLOSED_REMOTELY));
    }

    @Test
    void aDisconnectMoreThanHalfAMinuteLaterIsAnotherDropOfAnUnknownSession() {
        assertThat(drops(after(connect(0), drop(3900, 404104), drop(3931, 404104))))
                .containsExactly(
                        new Dropped(3900, 3900, Drop.CLOSED_REMOTELY), new Dropped(3931, 0, Drop.CLOSED_REMOTELY));
    }

    @Test
    void dropAndReconnectInOneSecondEndTheSessionInWhateverOrderTheyCame() {
        inEveryOrder(List.of(connect(0)), List.of(drop(3900, 404104), connect(3900)), state -> {
            assertThat(drops(state)).containsExactly(new Dropped(3900, 3900, Drop.CLOSED_REMOTELY));
            assertThat(state.isConnected()).isTrue();
            assertThat(state.lastConnect()).isEqualTo(second(3900));
            assertThat(state.isDoubled()).isFalse();
        });
    }

    @Test
    void bothRecordsOfAnExpiryAndTheReconnectInOneSecondAreOneDrop() {
        inEveryOrder(List.of(connect(0)), List.of(drop(3900, 401003), drop(3900, 404104), connect(3900)), state -> {
            assertThat(drops(state)).containsExactly(new Dropped(3900, 3900, Drop.UNAUTHORIZED | Drop.CLOSED_REMOTELY));
            assertThat(state.isConnected()).isTrue();
            assertThat(state.isDoubled()).isFalse();
        });
    }

    @Test
    void connectAndDropInOneSecondAreASessionOfOneSecond() {
        inEveryOrder(List.of(), List.of(connect(100), drop(100, 404104)), state -> {
            assertThat(drops(state)).containsExactly(new Dropped(100, 1, Drop.CLOSED_REMOTELY));
            assertThat(state.isConnected()).isFalse();
        });
    }

    @Test
    void aRefusedConnectBetweenDropAndReturnInOneSecondCountsWithTheDrop() {
        inEveryOrder(
                List.of(connect(0)),
                List.of(drop(3900, 404104), refusedConnect(3900, 401003), connect(3900)),
                state -> {
                    assertThat(drops(state))
                            .containsExactly(new Dropped(3900, 3900, Drop.UNAUTHORIZED | Drop.CLOSED_REMOTELY));
                    assertThat(state.isConnected()).isTrue();
                });
    }

    @Test
    void whereADisconnectWasLostADropIsInferredJustBeforeTheNextConnect() {
        DeviceState state = after(connect(0), connect(3904), drop(7804, 404104));
        assertThat(drops(state))
                .containsExactly(new Dropped(3900, 3900, Drop.IMPLICIT), new Dropped(7804, 3900, Drop.CLOSED_REMOTELY));
    }

    @Test
    void whatTwoConnectsInARowMeantIsLeftOpenUntilTheNextRecord() {
        DeviceState state = after(connect(0), connect(3904));
        assertThat(state.isDoubled()).isTrue();
        assertThat(state.size()).isZero();
        assertThat(drops(after(connect(0), connect(3904), connect(7808))))
                .as("the first of two lost disconnects")
                .containsExactly(new Dropped(3900, 3900, Drop.IMPLICIT));
    }

    @Test
    void theEndOfTheOldSessionMayBeStampedJustAfterTheNewConnect() {
        DeviceState state = after(connect(0), connect(3900), drop(3902, 404104));
        assertThat(drops(state)).containsExactly(new Dropped(3900, 3900, Drop.CLOSED_REMOTELY));
        assertThat(state.isConnected()).isTrue();
    }

    @Test
    void whereAConnectWasLostTheSessionIsUnknown() {
        DeviceState state = after(connect(0), drop(3900, 404104), drop(7804, 404104), connect(7808));
        assertThat(drops(state))
                .containsExactly(
                        new Dropped(3900, 3900, Drop.CLOSED_REMOTELY), new Dropped(7804, 0, Drop.CLOSED_REMOTELY));
        assertThat(state.returnDelay(0)).as("not seen either").isEqualTo(-1);
    }

    @Test
    void aTakeOverAfterTheNewConnectIsNoDrop() {
        for (int code : new int[] {409002, 400027}) {
            for (long second : new long[] {5000, 5001, 5010}) {
                inEveryOrder(List.of(connect(0)), List.of(connect(5000), drop(second, code)), state -> {
                    assertThat(drops(state)).isEmpty();
                    assertThat(state.isConnected()).isTrue();
                    assertThat(state.lastConnect()).isEqualTo(second(5000));
                });
            }
        }
    }

    @Test
    void aTakeOverWhoseConnectWasLostEndsTheSessionWithoutADrop() {
        DeviceState state = after(connect(0), drop(5000, 409002));
        assertThat(drops(state)).isEmpty();
        assertThat(state.isConnected()).isFalse();
    }

    @Test
    void aConnectRefusedForItsTokenRightAfterADropTellsItsCause() {
        assertThat(drops(after(connect(0), drop(3900, 404104), refusedConnect(3930, 401003), connect(3935))))
                .containsExactly(new Dropped(3900, 3900, Drop.UNAUTHORIZED | Drop.CLOSED_REMOTELY));
        assertThat(drops(after(connect(0), drop(3900, 404104), refusedConnect(3931, 401003), connect(3935))))
                .as("too late to belong to it")
                .containsExactly(new Dropped(3900, 3900, Drop.CLOSED_REMOTELY));
    }

    @Test
    void aRefusedConnectStartsNoSession() {
        DeviceState state = after(connect(0), drop(3900, 404104), refusedConnect(3910, 403012), drop(8000, 404104));
        assertThat(state.isConnected()).isFalse();
        assertThat(drops(state)).last().isEqualTo(new Dropped(8000, 0, Drop.CLOSED_REMOTELY));
    }

    @Test
    void anUnknownOperationChangesNothing() {
        DeviceState with = after(connect(0), other(10), drop(3900, 404104), other(3900), connect(3904));
        DeviceState without = after(connect(0), drop(3900, 404104), connect(3904));
        assertThat(with.write()).isEqualTo(without.write());
    }

    @Test
    void theRingKeepsTheNewestDrops() {
        List<DiagnosticEvent> records = new ArrayList<>();
        for (int i = 0; i < DeviceState.RING + 5; i++) {
            records.add(connect(1000L * i));
            records.add(drop(1000L * i + 500 + i, 404104));
        }
        DeviceState state = after(records.toArray(DiagnosticEvent[]::new));
        assertThat(state.drops()).isEqualTo(DeviceState.RING + 5);
        assertThat(drops(state))
                .containsExactlyElementsOf(IntStream.range(5, DeviceState.RING + 5)
                        .mapToObj(i -> new Dropped(1000L * i + 500 + i, 500L + i, Drop.CLOSED_REMOTELY))
                        .toList());
    }

    /** A drop of the ring. */
    private record Dropped(long second, long session, int bits) {}

    private interface Check {
        void of(DeviceState state);
    }

    private static long second(long second) {
        return EventTime.ofInstant(START.plusSeconds(second));
    }

    private static List<Dropped> drops(DeviceState state) {
        long[] times = state.times();
        return IntStream.range(0, state.size())
                .mapToObj(i -> new Dropped(times[i] - second(0), state.session(i), state.bits(i)))
                .toList();
    }

    /** Applies the records, those of one second as the settling stage does. */
    private static DeviceState after(DiagnosticEvent... records) {
        DeviceState state = DeviceState.fresh();
        List<DiagnosticEvent> waiting = new ArrayList<>(List.of(records));
        while (!waiting.isEmpty()) {
            List<DiagnosticEvent> ties = new ArrayList<>(waiting.stream()
                    .filter(r -> r.occurredAt().equals(waiting.get(0).occurredAt()))
                    .toList());
            waiting.removeAll(ties);
            while (!ties.isEmpty()) {
                Sessions.apply(state, ties.remove(Sessions.nextOfTie(state, ties)));
            }
        }
        return state;
    }

    private static void inEveryOrder(List<DiagnosticEvent> before, List<DiagnosticEvent> ties, Check check) {
        List<DiagnosticEvent> order = new ArrayList<>(ties);
        Random dice = new Random(1);
        for (int time = 0; time < 12; time++) {
            Collections.shuffle(order, dice);
            List<DiagnosticEvent> all = new ArrayList<>(before);
            all.addAll(order.stream()
                    .sorted((a, b) -> a.occurredAt().compareTo(b.occurredAt()))
                    .toList());
            check.of(after(all.toArray(DiagnosticEvent[]::new)));
        }
    }
}
