package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.eventhubs.Watchdog.Reading;
import io.dropsight.eventhubs.Watchdog.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(60), 2);

    @Test
    void asksForANewClientOnceWaitingEventsHaveNotMovedForTheTime() {
        see(0, 10, true);
        see(59, 10, true);
        assertThat(decide(59)).isEqualTo(Verdict.FINE);
        assertThat(decide(60)).isEqualTo(Verdict.REBUILD);
        assertThat(decide(61)).as("the new one gets its time").isEqualTo(Verdict.FINE);
    }

    @Test
    void isQuietWhileThingsMoveOrNothingWaits() {
        for (int second = 0; second <= 600; second += 5) {
            see(second, second, true);
            assertThat(decide(second)).isEqualTo(Verdict.FINE);
        }
        for (int second = 605; second <= 1_200; second += 5) {
            see(second, 600, false);
            assertThat(decide(second)).isEqualTo(Verdict.FINE);
        }
    }

    @Test
    void takesASlowDeliveryForNoDeadLink() {
        for (int second = 0; second <= 600; second += 5) {
            watchdog.observe(0, new Reading(10, true, true), START.plusSeconds(second));
            assertThat(decide(second)).isEqualTo(Verdict.FINE);
        }
    }

    @Test
    void givesUpWhenNewClientsDoNotHelp() {
        see(0, 10, true);
        assertThat(decide(60)).isEqualTo(Verdict.REBUILD);
        assertThat(decide(120)).isEqualTo(Verdict.REBUILD);
        assertThat(decide(179)).isEqualTo(Verdict.FINE);
        assertThat(decide(180)).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void givesUpAlsoWhereEachNewClientOpensItsReaderLate() {
        see(0, 10, true);
        assertThat(decide(60)).isEqualTo(Verdict.REBUILD);
        see(61, Watchdog.NOBODY, true);
        see(70, 10, true);
        assertThat(decide(120)).isEqualTo(Verdict.REBUILD);
        see(121, Watchdog.NOBODY, true);
        see(130, 10, true);
        assertThat(decide(180)).isEqualTo(Verdict.GIVE_UP);
    }

    @Test
    void takesAPositionThatWasSetBackForWhereItIsNow() {
        see(0, 100, true);
        see(10, 5, true);
        see(20, 6, true);
        assertThat(decide(79)).isEqualTo(Verdict.FINE);
    }

    @Test
    void countsRebuildsAnewOnceThePartitionHasMoved() {
        see(0, 10, true);
        decide(60);
        decide(120);
        see(130, 11, true);
        see(131, 11, true);
        assertThat(decide(191)).isEqualTo(Verdict.REBUILD);
    }

    @Test
    void namesThePartitionsThatStandStill() {
        see(0, 10, true);
        watchdog.observe(3, new Reading(5, true, false), START.plusSeconds(30));
        assertThat(watchdog.stalled(START.plusSeconds(60))).containsExactly(0);
        assertThat(watchdog.stalled(START.plusSeconds(90))).containsExactly(0, 3);
        watchdog.forget(0);
        assertThat(watchdog.stalled(START.plusSeconds(90))).containsExactly(3);
    }

    private void see(int second, long delivered, boolean waiting) {
        watchdog.observe(0, new Reading(delivered, waiting, false), START.plusSeconds(second));
    }

    private Verdict decide(int second) {
        return watchdog.decide(START.plusSeconds(second));
    }
}
