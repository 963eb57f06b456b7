package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import io.dropsight.model.Verdict;
import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.FleetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A gap, a delay and a clock step of the log of a simulated fleet, through both stages. */
class FeedHealthTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Instant FROM = START.plus(Duration.ofHours(30));
    private static final Instant TO = FROM.plus(Duration.ofMinutes(90));

    private static Feed fleet(long seed, UnaryOperator<Feed.Entry> change) {
        FleetSpec spec = FleetSpec.mixed(seed).withDevices(300).withSpan(Duration.ofDays(2));
        return Feed.of(spec.withDelivery(Delivery.DEFAULTS.withMaxLateness(Feed.LATENESS)), change);
    }

    private static boolean isWithin(Instant at) {
        return !at.isBefore(FROM) && at.isBefore(TO);
    }

    /** What would have arrived in the gap comes at its end, in order, over two minutes. */
    private static Feed.Entry heldBack(Feed.Entry it) {
        long into = Duration.between(FROM, it.arrival()).toMillis();
        return isWithin(it.arrival()) ? new Feed.Entry(TO.plusMillis(into / 45), it.event()) : it;
    }

    private static List<Alert> of(Pipeline pipeline, Pattern pattern) {
        return pipeline.alerts.stream().filter(a -> a.pattern() == pattern).toList();
    }

    private static List<String> changes(List<Alert> alerts) {
        return alerts.stream()
                .map(Alert::change)
                .filter(c -> !c.equals("updated"))
                .toList();
    }

    @Test
    void aSteadyFeedRaisesNothing() {
        Pipeline calm = fleet(71, it -> it).through(2);
        assertThat(of(calm, Pattern.FEED)).isEmpty();
        assertThat(calm.alerts).isNotEmpty().noneMatch(a -> a.feed().gap());
    }

    @Test
    void aDelayedGapIsOneIncidentAndNoVerdictIsLostOrInvented() {
        Pipeline calm = fleet(72, it -> it).through(2);
        Pipeline gap = fleet(72, FeedHealthTest::heldBack).through(2);
        List<Alert> feed = of(gap, Pattern.FEED);
        assertThat(changes(feed)).containsExactly("opened", "resolved");
        Alert opened = feed.get(0);
        assertThat(opened.cause()).isEqualTo(Cause.FEED_GAP);
        assertThat(Duration.between(FROM, opened.at())).isBetween(Duration.ofMinutes(13), Duration.ofMinutes(60));
        assertThat(opened.evidence().get(0)).startsWith("nothing came from the hub's log for ");
        assertThat(opened.feed().gap()).isTrue();
        assertThat(opened.falseAlarmProbability()).isLessThan(1e-4);
        assertThat(opened.scope().deviceCount()).isZero();
        Alert resolved = feed.get(feed.size() - 1);
        assertThat(resolved.at()).isBetween(TO, TO.plus(Duration.ofMinutes(10)));
        assertThat(resolved.resolvedAt()).isEqualTo(TO);
        assertThat(resolved.evidence()).anyMatch(line -> line.startsWith("delayed, not lost: "));
        assertThat(resolved.alertId()).isEqualTo(opened.alertId());
        assertThat(of(gap, Pattern.MASS)).isEmpty();
        assertThat(gap.last.keySet()).isEqualTo(calm.last.keySet());
        assertThat(gap.last.values())
                .map(Verdict::status)
                .isEqualTo(calm.last.values().stream().map(Verdict::status).toList());
    }

    @Test
    void nothingIsOpenedOrResolvedWhileTheLogIsBlind() {
        Pipeline gap = fleet(73, FeedHealthTest::heldBack).through(1);
        Instant opened = of(gap, Pattern.FEED).get(0).at();
        Alert last = of(gap, Pattern.FEED).get(of(gap, Pattern.FEED).size() - 1);
        assertThat(gap.verdicts)
                .noneMatch(v -> v.status() == Status.RESOLVED
                        && v.resolvedAt().isAfter(FROM.minus(Duration.ofMinutes(5)))
                        && v.resolvedAt().plus(Duration.ofMinutes(10)).isBefore(last.at())
                        && gap.alerts.stream()
                                .anyMatch(a -> a.alertId().equals(v.alertId())
                                        && a.at().isAfter(opened)
                                        && a.at().isBefore(last.at())));
        assertThat(gap.first.values())
                .noneMatch(v -> v.detectedAt().isAfter(opened) && v.detectedAt().isBefore(last.at()));
        assertThat(gap.alerts)
                .filteredOn(a -> a.at().isAfter(opened) && a.at().isBefore(last.at()))
                .allMatch(a -> a.feed().gap());
    }

    @Test
    void whatIsLostIsSaidToBeLost() {
        Feed whole = fleet(74, it -> it);
        Feed torn = new Feed(
                whole.entries().stream().filter(it -> !isWithin(it.arrival())).toList());
        List<Alert> feed = of(torn.through(2), Pattern.FEED);
        assertThat(changes(feed)).containsExactly("opened", "resolved");
        assertThat(feed.get(feed.size() - 1).evidence())
                .anyMatch(line -> line.startsWith("lost, or there was nothing"));
    }

    @Test
    void aFeedThatComesTwentyMinutesLateIsADelay() {
        Pipeline late = fleet(
                        75,
                        it -> isWithin(it.arrival())
                                ? new Feed.Entry(it.arrival().plus(lag(it.arrival())), it.event())
                                : it)
                .through(2);
        List<Alert> feed = of(late, Pattern.FEED);
        assertThat(changes(feed)).containsExactly("opened", "resolved");
        assertThat(feed).allMatch(a -> a.cause() == Cause.FEED_DELAY);
        assertThat(feed.get(0).evidence().get(0)).contains("came more than 8 min 45 s late");
        assertThat(of(late, Pattern.MASS)).isEmpty();
    }

    /** Up to 20 minutes and back, over the 90. */
    private static Duration lag(Instant at) {
        double middle = Math.abs(Duration.between(FROM, at).toSeconds() / 2700.0 - 1);
        return Duration.ofSeconds(Math.round(1200 * Math.min(1, 1.5 * (1 - middle))));
    }

    @Test
    void aClockThatStepsBackIsADelayAndNoSilence() {
        Pipeline stepped = fleet(
                        76,
                        it -> isWithin(it.arrival())
                                ? new Feed.Entry(
                                        it.arrival(),
                                        Feed.at(
                                                it.event(),
                                                it.event().occurredAt().minusSeconds(720)))
                                : it)
                .through(2);
        List<Alert> feed = of(stepped, Pattern.FEED);
        assertThat(changes(feed)).containsExactly("opened", "resolved");
        assertThat(feed.get(0).cause()).isEqualTo(Cause.FEED_DELAY);
        assertThat(feed.get(0).evidence()).anyMatch(line -> line.contains("the clock that stamps them is behind"));
    }

    @Test
    void aFeedThatComesTwiceRaisesNothing() {
        Feed feed = fleet(77, it -> it).doubled(new Random(77));
        assertThat(of(feed.through(2), Pattern.FEED)).isEmpty();
    }
}
