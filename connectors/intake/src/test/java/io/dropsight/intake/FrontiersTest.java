package io.dropsight.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.intake.Frontiers.LeftOut;
import io.dropsight.intake.Frontiers.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrontiersTest {
    private static final long SEED = 412;
    private static final Instant T = Instant.parse("2026-03-02T08:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Frontiers frontiers = new Frontiers(new AlignmentSettings(MINUTE, PATIENCE));
    private final SourcePartition a = partition(0);
    private final SourcePartition b = partition(1);
    private final SourcePartition c = partition(2);

    @Test
    void oneAloneMayDeliverAnything() {
        frontiers.opened(a, T);
        assertThat(frontiers.limit(a)).isEqualTo(Instant.MAX);
    }

    @Test
    void nobodyGoesFurtherThanTheBoundBeyondTheSlowest() {
        frontiers.reached(a, T);
        frontiers.reached(b, T.plusSeconds(30));
        frontiers.reached(c, T.plusSeconds(600));
        assertThat(frontiers.limit(a)).isEqualTo(T.plusSeconds(90));
        assertThat(frontiers.limit(b)).isEqualTo(T.plusSeconds(60));
        assertThat(frontiers.limit(c)).isEqualTo(T.plusSeconds(60));
    }

    @Test
    void nothingIsDeliveredBeforeThoseThatAreExpectedHaveBegun() {
        frontiers.expect(b);
        frontiers.reached(a, T);
        assertThat(frontiers.limit(a)).isEqualTo(Frontiers.NOT_THERE);
        frontiers.opened(b, Frontiers.NOT_THERE);
        assertThat(frontiers.limit(a)).isEqualTo(Frontiers.NOT_THERE);
        frontiers.waits(b, T.plusSeconds(5));
        assertThat(frontiers.limit(a)).isEqualTo(T.plusSeconds(65));
    }

    @Test
    void ofTwoThatHaveNotBegunTheOneWithTheOlderRecordGoesFirst() {
        frontiers.opened(a, Frontiers.NOT_THERE);
        frontiers.opened(b, Frontiers.NOT_THERE);
        frontiers.waits(a, T.plusSeconds(600));
        frontiers.waits(b, T);
        assertThat(frontiers.limit(a)).isEqualTo(T.plusSeconds(60));
        assertThat(frontiers.limit(b)).isEqualTo(T.plusSeconds(660));
    }

    @Test
    void oneWithoutASignOfLifeIsLeftOutOnceAndCountsAgainWhenItMoves() {
        frontiers.reached(b, T);
        frontiers.waits(a, T.plusSeconds(600));
        assertThat(frontiers.pass(PATIENCE.minusSeconds(1))).isEmpty();
        frontiers.opened(b, T); // it tries again and again, but nothing comes of it
        assertThat(frontiers.pass(Duration.ofSeconds(1))).containsExactly(new LeftOut(b, T, true));
        assertThat(frontiers.pass(PATIENCE)).isEmpty();
        assertThat(frontiers.limit(a)).isEqualTo(Instant.MAX);
        frontiers.reached(b, T.plusSeconds(1));
        assertThat(frontiers.limit(a)).isEqualTo(T.plusSeconds(61));
    }

    @Test
    void timeInWhichNobodyWaitsCountsAgainstNobody() {
        frontiers.reached(b, T);
        frontiers.reached(a, T.plusSeconds(60));
        assertThat(frontiers.pass(Duration.ofDays(1))).isEmpty();
        frontiers.waits(a, T.plusSeconds(600));
        assertThat(frontiers.pass(PATIENCE.minusSeconds(1))).isEmpty();
    }

    @Test
    void whoeverIsHeldBackByTheSlowestIsNotBlamedForStandingStill() {
        frontiers.reached(b, T);
        frontiers.reached(c, T.plusSeconds(300));
        frontiers.waits(a, T.plusSeconds(600));
        assertThat(frontiers.pass(PATIENCE)).extracting(LeftOut::partition).containsExactly(b);
        assertThat(frontiers.limit(a)).isEqualTo(T.plusSeconds(360));
        assertThat(frontiers.pass(PATIENCE)).extracting(LeftOut::partition).containsExactly(c);
    }

    @Test
    void severalThatAreStuckAreLeftOutTogether() {
        frontiers.expect(b);
        frontiers.expect(c);
        frontiers.waits(a, T);
        assertThat(frontiers.pass(PATIENCE)).extracting(LeftOut::partition).containsExactly(b, c);
    }

    @Test
    void anotherInstanceCountsByWhatItCommits() {
        frontiers.heard(Map.of(b, new Shown(T, "1")));
        frontiers.waits(a, T.plusSeconds(600));
        assertThat(frontiers.limit(a)).isEqualTo(T.plusSeconds(60));
        frontiers.heard(Map.of(b, new Shown(T.plusSeconds(550), "2")));
        assertThat(frontiers.limit(a)).isEqualTo(T.plusSeconds(610));
    }

    @Test
    void positionsOfASourceThatWasRemovedHoldBackForSecondsOnly() {
        frontiers.heard(Map.of(b, new Shown(T, "1")));
        frontiers.waits(a, T.plusSeconds(600));
        assertThat(frontiers.pass(Duration.ofSeconds(20))).containsExactly(new LeftOut(b, T, false));
        frontiers.heard(Map.of(b, new Shown(T, "1")));
        assertThat(frontiers.limit(a)).isEqualTo(Instant.MAX);
        frontiers.heard(Map.of(b, new Shown(T, "2"))); // it is there after all
        assertThat(frontiers.limit(a)).isEqualTo(T.plusSeconds(60));
        frontiers.heard(Map.of()); // its group was deleted
        assertThat(frontiers.limit(a)).isEqualTo(Instant.MAX);
    }

    @Test
    void whoSaysThatItWillNotMoveIsNotWaitedFor() {
        frontiers.expect(b);
        frontiers.waits(a, T);
        frontiers.standAside(b);
        assertThat(frontiers.limit(a)).isEqualTo(Instant.MAX);
        frontiers.reached(b, T);
        assertThat(frontiers.limit(a)).isEqualTo(T.plusSeconds(60));
    }

    @Test
    void aFollowerWaitsAndIsNotWaitedFor() {
        frontiers.follow(c);
        frontiers.opened(c, Frontiers.NOT_THERE);
        frontiers.reached(a, T);
        frontiers.reached(b, T);
        assertThat(frontiers.limit(c)).isEqualTo(T.plusSeconds(60));
        assertThat(frontiers.limit(a)).isEqualTo(T.plusSeconds(60));
    }

    @Test
    void aPartitionThatIsElsewhereAndCannotBeSeenIsNotWaitedFor() {
        frontiers.expect(b);
        frontiers.elsewhere(b);
        frontiers.reached(a, T);
        assertThat(frontiers.limit(a)).isEqualTo(Instant.MAX);
        frontiers.reached(b, T); // now it is here
        assertThat(frontiers.limit(a)).isEqualTo(T.plusSeconds(60));
    }

    /** Whatever the backlogs and whoever runs next: all ends, in bounds, without anybody being left out. */
    @Test
    void allBacklogsAreWorkedOffWithinTheBound() {
        System.out.println("seed " + SEED);
        var random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            workOff(random, round);
        }
    }

    private static void workOff(Random random, int round) {
        var all = new Frontiers(new AlignmentSettings(MINUTE, PATIENCE));
        int count = 2 + random.nextInt(7);
        List<List<Instant>> logs = new ArrayList<>();
        for (int p = 0; p < count; p++) {
            logs.add(random.longs(random.nextInt(40), 0, 1L << (4 + random.nextInt(18)))
                    .sorted()
                    .mapToObj(T::plusSeconds)
                    .toList());
            all.expect(partition(p));
        }
        int[] next = new int[count];
        boolean[] waiting = new boolean[count];
        Instant newest = T;
        int idleTurns = 0;
        while (IntStream.range(0, count).anyMatch(p -> next[p] < logs.get(p).size())) {
            int p = random.nextInt(count);
            if (next[p] == logs.get(p).size()) {
                all.reached(partition(p), T.plus(Duration.ofDays(400))); // caught up
                continue;
            }
            Instant head = logs.get(p).get(next[p]);
            if (head.isAfter(all.limit(partition(p)))) {
                if (!waiting[p]) {
                    all.waits(partition(p), head);
                    waiting[p] = true;
                }
                assertThat(++idleTurns).as("round %d: nobody moves", round).isLessThan(10_000);
                continue;
            }
            if (waiting[p]) {
                all.waitsNoMore(partition(p));
                waiting[p] = false;
            }
            idleTurns = 0;
            all.reached(partition(p), head);
            next[p]++;
            assertThat(Duration.between(head, newest)).as("round %d", round).isLessThanOrEqualTo(MINUTE);
            newest = head.isAfter(newest) ? head : newest;
        }
    }

    @Test
    void settingsHaveBounds() {
        assertThatThrownBy(() -> new AlignmentSettings(Duration.ofMinutes(6), PATIENCE))
                .hasMessage("alignment.within is PT6M: use PT10S to PT5M");
        assertThatThrownBy(() -> new AlignmentSettings(MINUTE, Duration.ZERO))
                .hasMessage("alignment.patience is PT0S: use PT1S to PT1H");
    }

    private static SourcePartition partition(int number) {
        return new SourcePartition("eventhubs", "ns", "logs", "g", number);
    }
}
