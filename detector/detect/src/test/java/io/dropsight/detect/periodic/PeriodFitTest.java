package io.dropsight.detect.periodic;

import static io.dropsight.detect.device.History.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.History;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeriodFitTest {
    private static final double AGE = 3_900;
    private static final double TOLERANCE = 20;
    /** A time since the last match that no multiple of the age explains. */
    private static final long ANY_TIME = 6_000;

    private static PeriodFit session(int length) {
        return PeriodFit.of(Clock.SESSION, AGE, TOLERANCE, 0, length, ANY_TIME);
    }

    private static PeriodFit lag(long sinceLast) {
        return PeriodFit.of(Clock.LAG, AGE, TOLERANCE, 0, 1_234, sinceLast);
    }

    @Test
    void aSessionWithinTheToleranceFits() {
        for (int length : new int[] {3_880, 3_900, 3_920}) {
            assertThat(session(length)).isEqualTo(new PeriodFit(true, TOLERANCE, false));
        }
    }

    @Test
    void aSessionOfTwoOrThreeAgesFitsWhereRecordsWereLost() {
        assertThat(session(7_800 + 28).matches()).isTrue();
        assertThat(session(7_800 + 29).matches()).isFalse();
        assertThat(session(11_700 + 34).matches()).isTrue();
        assertThat(session(15_600).matches()).isFalse();
    }

    @Test
    void aSessionALittleOutsideFitsAndWidensTheTolerance() {
        PeriodFit fit = session(3_900 + 70);
        assertThat(fit.matches()).isTrue();
        assertThat(fit.tolerance()).isCloseTo(80.5, within(1e-9));
        assertThat(session(3_900 + 79).matches()).isFalse();
    }

    @Test
    void theToleranceNeverGrowsBeyondATenthOfTheAge() {
        double tolerance = TOLERANCE;
        for (int i = 0; i < 50; i++) {
            double reach = 0.065 * AGE;
            for (int off = (int) reach; off > 0; off--) {
                PeriodFit fit = PeriodFit.of(Clock.SESSION, AGE, tolerance, 0, (int) AGE + off, ANY_TIME);
                if (fit.matches()) {
                    tolerance = fit.tolerance();
                    break;
                }
            }
        }
        assertThat(tolerance).isBetween(200.0, 390.0);
        assertThat(PeriodFit.of(Clock.SESSION, AGE, tolerance, 0, (int) (1.11 * AGE), ANY_TIME)
                        .matches())
                .isFalse();
    }

    @Test
    void aSecondAgeFitsToo() {
        assertThat(session(3_600).matches()).isFalse();
        assertThat(PeriodFit.of(Clock.SESSION, AGE, TOLERANCE, 3_600, 3_610, ANY_TIME))
                .isEqualTo(new PeriodFit(true, TOLERANCE, false));
    }

    @Test
    void onlyASessionThatLastedClearlyLongerHasOutlivedTheAge() {
        assertThat(session(5_000)).isEqualTo(new PeriodFit(false, TOLERANCE, true));
        assertThat(session(2_000)).isEqualTo(new PeriodFit(false, TOLERANCE, false));
        assertThat(session(7_800).outlived()).isFalse();
    }

    @Test
    void aDropWhoseConnectWasNotSeenFitsByItsLag() {
        assertThat(session(0).matches()).isFalse();
        for (int times = 1; times <= 4; times++) {
            assertThat(PeriodFit.of(Clock.SESSION, AGE, TOLERANCE, 0, 0, times * 3_900L + 30)
                            .matches())
                    .as("%d periods", times)
                    .isTrue();
        }
        assertThat(PeriodFit.of(Clock.SESSION, AGE, TOLERANCE, 0, 0, 5 * 3_900L).matches())
                .isFalse();
    }

    @Test
    void onTheLagClockTheTimeSinceTheLastMatchCountsAlone() {
        for (int times : new int[] {1, 2, 7, 30}) {
            assertThat(lag(times * 3_900L).matches()).as("%d periods", times).isTrue();
            assertThat(lag(times * 3_900L - 36).matches()).isFalse();
        }
        assertThat(lag(31 * 3_900L)).as("no longer known").isEqualTo(new PeriodFit(false, TOLERANCE, true));
        assertThat(lag(1_000)).as("a drop between").isEqualTo(new PeriodFit(false, TOLERANCE, false));
        assertThat(lag(14_000).outlived()).isTrue();
    }

    @Test
    void anotherAgeThatCameBeforeIsASecondOne() {
        DeviceState state = History.begin()
                .sessions(CLOSED, 5, 3_900, 3_600, 3_900, 3_900, 3_600, 3_900, 3_600)
                .state();
        assertThat(PeriodFit.change(state, 6, 1, AGE, TOLERANCE, HubPeriods.NONE))
                .isEqualTo(new PeriodFit.Change(3_600, false, 0));
    }

    @Test
    void threeInARowOfAnotherAgeAreAChangedLifetime() {
        DeviceState state = History.begin()
                .sessions(CLOSED, 5, 3_900, 3_900, 3_900, 3_900, 7_500, 7_500, 7_505)
                .state();
        assertThat(PeriodFit.change(state, 5, 2, AGE, TOLERANCE, HubPeriods.NONE))
                .isEqualTo(PeriodFit.Change.NONE);
        assertThat(PeriodFit.change(state, 6, 3, AGE, TOLERANCE, HubPeriods.NONE))
                .isEqualTo(new PeriodFit.Change(0, true, 3));
    }

    @Test
    void twoAreEnoughWhereTheHubKnowsTheNewAge() {
        HubPeriods hub = new HubPeriods(List.of(new HubPeriods.Confirmed(7_490, 12)));
        DeviceState state = History.begin()
                .sessions(CLOSED, 5, 3_900, 3_900, 3_900, 3_900, 7_500, 7_500)
                .state();
        assertThat(PeriodFit.change(state, 4, 1, AGE, TOLERANCE, hub)).isEqualTo(PeriodFit.Change.NONE);
        assertThat(PeriodFit.change(state, 5, 2, AGE, TOLERANCE, hub)).isEqualTo(new PeriodFit.Change(0, true, 2));
    }

    @Test
    void strangersOfManyLengthsOrOfSecondsAreNoChange() {
        DeviceState state = History.begin()
                .sessions(CLOSED, 5, 3_900, 3_900, 3_900, 700, 1_500, 9_000, 150, 150, 150)
                .state();
        for (int i = 3; i < state.size(); i++) {
            assertThat(PeriodFit.change(state, i, i - 2, AGE, TOLERANCE, HubPeriods.NONE))
                    .isEqualTo(PeriodFit.Change.NONE);
        }
    }

    @Test
    void aPeriodFollowsTheMedianOfItsDrops() {
        DeviceState state = History.begin()
                .sessions(CLOSED, 5, 3_905, 700, 3_907, 3_909, 9_000)
                .state();
        PeriodFit.Refined refined = PeriodFit.refine(Clock.SESSION, AGE, TOLERANCE, state);
        assertThat(refined.seconds()).isEqualTo(3_907);
        assertThat(refined.mad()).isEqualTo(2);
        assertThat(refined.tolerance()).as("too few to know the spread").isEqualTo(TOLERANCE);
        History more = History.begin().sessions(CLOSED, 5, 3_905, 3_907, 3_909, 3_905, 3_907, 3_909);
        assertThat(PeriodFit.refine(Clock.SESSION, AGE, 60, more.state()).tolerance())
                .isCloseTo(0.005 * 3_907, within(1e-9));
    }

    @Test
    void aPeriodStaysWhereFewerThanThreeDropsShowIt() {
        DeviceState state =
                History.begin().sessions(CLOSED, 5, 3_905, 700, 3_907).state();
        assertThat(PeriodFit.refine(Clock.SESSION, AGE, TOLERANCE, state))
                .isEqualTo(new PeriodFit.Refined(AGE, TOLERANCE / 4.5, TOLERANCE));
    }

    @Test
    void membersAreTheDropsThatShowThePeriodOnItsClock() {
        DeviceState bySession =
                History.begin().sessions(CLOSED, 5, 3_905, 700, 3_895, 9_000).state();
        assertThat(PeriodFit.members(Clock.SESSION, AGE, TOLERANCE, bySession)).containsExactly(0, 2);
        DeviceState byLag = History.begin()
                .dropsAt(CLOSED, 60, 1_000, 2_500, 4_900, 7_000, 8_795)
                .state();
        assertThat(PeriodFit.members(Clock.LAG, AGE, TOLERANCE, byLag)).containsExactly(0, 2, 4);
    }
}
