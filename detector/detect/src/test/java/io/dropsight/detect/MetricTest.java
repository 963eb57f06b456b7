package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Alert;
import io.dropsight.model.Arrival;
import io.dropsight.model.Cause;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Pattern;
import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.FleetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The metric lane and feed health together, through both stages, with their laws. */
class MetricTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final String POLLED = "connectedDeviceCount";
    private static final int DAY = 1440;
    private static final int DIP = 2 * DAY + 600;

    /** Each minute's point comes 90 seconds after its minute; NaN is none. */
    private static List<FeedMessage> metric(String hub, int minutes, IntToDoubleFunction value) {
        List<FeedMessage> points = new ArrayList<>();
        for (int at = 0; at < minutes; at++) {
            double v = value.applyAsDouble(at);
            if (!Double.isNaN(v)) {
                Instant minute = START.plus(Duration.ofMinutes(at));
                points.add(new FeedMessage.Metric(
                        new Arrival("poller", minute.plusSeconds(90), at), new MetricSample(hub, POLLED, minute, v)));
            }
        }
        return points;
    }

    /** A log of three sources. */
    private static List<FeedMessage> log(long seed, int devices, int days, Predicate<FeedMessage.Event> kept) {
        FleetSpec spec = FleetSpec.mixed(seed)
                .withDevices(devices)
                .withDays(days)
                .withDelivery(Delivery.DEFAULTS.withMaxLateness(Feed.LATENESS));
        Random dice = new Random(seed);
        List<FeedMessage> log = new ArrayList<>();
        for (Feed.Entry it : Feed.of(spec, e -> e).entries()) {
            Arrival arrival = new Arrival("hub/" + dice.nextInt(3), it.arrival(), 0);
            FeedMessage.Event event = new FeedMessage.Event(arrival, it.event());
            if (kept.test(event)) {
                log.add(event);
            }
        }
        return log;
    }

    private static List<FeedMessage> merge(List<FeedMessage> a, List<FeedMessage> b) {
        List<FeedMessage> all = new ArrayList<>(a);
        all.addAll(b);
        all.sort(Comparator.comparing(message -> message.arrival().at()));
        return all;
    }

    private static Pipeline play(int partitions, List<FeedMessage> feed) {
        Pipeline pipeline = new Pipeline(partitions, DetectConfig.DEFAULTS);
        feed.forEach(pipeline::take);
        pipeline.end();
        return pipeline;
    }

    private static List<Alert> mass(Pipeline pipeline) {
        return pipeline.alerts.stream().filter(a -> a.pattern() == Pattern.MASS).toList();
    }

    private static double dipped(int at) {
        return at >= DIP && at < DIP + 30 ? 400 : 500;
    }

    @Test
    void aHubOfWhichOnlyTheMetricIsKnownIsAHubToo() {
        Pipeline alone = play(1, metric("plant", 4 * DAY, MetricTest::dipped));
        List<Alert> alerts = mass(alone);
        assertThat(alerts).hasSize(2);
        Alert opened = alerts.get(0);
        assertThat(opened.cause()).isEqualTo(Cause.HUB_TRANSIENT);
        assertThat(opened.at())
                .isEqualTo(START.plus(Duration.ofMinutes(DIP + 1)).plusSeconds(90));
        assertThat(opened.scope().deviceCount()).isEqualTo(100);
        assertThat(opened.mass().depth()).isEqualTo(0.2);
        assertThat(opened.mass().connectedBefore()).isEqualTo(500);
        assertThat(opened.evidence()).anyMatch(line -> line.startsWith("only the metric speaks: the hub has no"));
        Alert resolved = alerts.get(1);
        assertThat(resolved.change()).isEqualTo("resolved");
        assertThat(resolved.resolvedAt()).isEqualTo(START.plus(Duration.ofMinutes(DIP + 30)));
        assertThat(resolved.evidence()).anyMatch(line -> line.startsWith("most of them are connected again"));
        assertThat(alone.alerts).hasSize(2);
    }

    @Test
    void missingPointsAndAnEveningRaiseNothing() {
        Random dice = new Random(91);
        Pipeline alone = play(
                1,
                metric(
                        "plant",
                        6 * DAY,
                        at -> dice.nextInt(4) == 0
                                ? Double.NaN
                                : Math.round(500 + 200 * Math.sin(2 * Math.PI * at / DAY))));
        assertThat(alone.alerts).isEmpty();
    }

    @Test
    void whatStaysAwayIsTheNewNormalAfterAnHour() {
        List<Alert> alerts = mass(play(1, metric("plant", 4 * DAY, at -> at < DIP ? 500 : 400)));
        assertThat(alerts).hasSize(2);
        assertThat(alerts.get(1).evidence()).anyMatch(line -> line.endsWith("it is the new normal"));
        assertThat(Duration.between(alerts.get(0).at(), alerts.get(1).at()))
                .isBetween(Duration.ofMinutes(55), Duration.ofMinutes(70));
    }

    @Test
    void aMetricThatNeverComesBackIsForgotten() {
        List<FeedMessage> other = metric("other", 5 * DAY, at -> 100);
        List<FeedMessage> plant = metric("plant", DIP + 10, MetricTest::dipped);
        List<Alert> alerts = mass(play(1, merge(other, plant)));
        assertThat(alerts).hasSize(2);
        assertThat(alerts.get(1).evidence()).contains("the metric has not come for a day");
    }

    @Test
    void whereTheLogFlowsItIsTheJudge() {
        List<FeedMessage> log = log(92, 300, 3, it -> true);
        Pipeline both = play(1, merge(log, metric("sim-hub", 3 * DAY, MetricTest::dipped)));
        assertThat(mass(both)).isEmpty();
    }

    @Test
    void whereTheLogIsSilentTheMetricSpeaksOnceTheLogWouldHave() {
        Instant from = START.plus(Duration.ofMinutes(DIP - 5));
        List<FeedMessage> log = log(93, 300, 3, it -> it.arrival().at().isBefore(from));
        Pipeline both = play(2, merge(log, metric("sim-hub", 3 * DAY, MetricTest::dipped)));
        List<Alert> alerts = mass(both);
        assertThat(alerts).isNotEmpty();
        Instant told = START.plus(Duration.ofMinutes(DIP + 2)).plus(Duration.ofMinutes(10));
        assertThat(alerts.get(0).at()).isEqualTo(told);
        assertThat(alerts.get(0).evidence())
                .anyMatch(line -> line.startsWith("only the metric speaks: the hub's log has said nothing since"));
        assertThat(both.alerts).anyMatch(a -> a.cause() == Cause.FEED_GAP);
    }

    @Test
    void aGapWithAnUnmovedMetricIsNoDip() {
        Instant from = START.plus(Duration.ofMinutes(DIP));
        List<FeedMessage> log = log(94, 300, 3, it -> it.arrival().at().isBefore(from));
        Pipeline both = play(2, merge(log, metric("sim-hub", 3 * DAY, at -> 500)));
        assertThat(mass(both)).isEmpty();
        assertThat(both.alerts).anyMatch(a -> a.cause() == Cause.FEED_GAP);
    }

    /** A log with a gap, a source that falls silent and a metric with dips and holes. */
    private static List<FeedMessage> eventful(long seed) {
        Random dice = new Random(seed);
        Instant gap = START.plus(Duration.ofHours(30));
        Instant silent = START.plus(Duration.ofHours(40));
        List<FeedMessage> log = log(seed, 150, 3, it -> {
            Instant at = it.arrival().at();
            boolean inGap = at.isAfter(gap) && at.isBefore(gap.plusSeconds(7200));
            boolean ofSilent = it.arrival().source().equals("hub/1")
                    && at.isAfter(silent)
                    && at.isBefore(silent.plus(Duration.ofHours(9)));
            return !inGap && !ofSilent;
        });
        List<FeedMessage> metric = metric(
                "sim-hub",
                3 * DAY,
                at -> dice.nextInt(5) == 0 ? Double.NaN : at >= 31 * 60 && at < 31 * 60 + 40 ? 100 : 150);
        return merge(merge(log, metric), metric("only-metric", 3 * DAY, MetricTest::dipped));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {95, 96})
    void partitionsAndRestartsLeaveNoTrace(long seed) {
        List<FeedMessage> feed = eventful(seed);
        Pipeline one = play(1, feed);
        assertThat(one.alerts).anyMatch(a -> a.cause() == Cause.FEED_GAP);
        assertThat(mass(one)).isNotEmpty();
        Random dice = new Random(seed);
        for (int partitions : new int[] {2, 5}) {
            Pipeline many = new Pipeline(partitions, DetectConfig.DEFAULTS);
            many.readUnevenly(feed, dice);
            Transcript.of(many).assertSame(Transcript.of(one));
            assertThat(many.memory()).isEqualTo(one.memory());
        }
        Pipeline cut = new Pipeline(3, DetectConfig.DEFAULTS);
        for (FeedMessage message : feed) {
            cut.take(message);
            if (dice.nextInt(100) == 0) {
                cut.restart();
            }
        }
        cut.end();
        Transcript.of(cut).assertSame(Transcript.of(one));
        assertThat(cut.memory()).isEqualTo(one.memory());
    }

    @Test
    void movingEverythingByADayMovesOnlyTheTimes() {
        Duration day = Duration.ofDays(1);
        List<FeedMessage> feed = eventful(97);
        List<FeedMessage> later =
                feed.stream().map(message -> moved(message, day)).toList();
        Transcript here = Transcript.of(play(2, feed));
        Transcript there = Transcript.of(play(2, later));
        there.movedBy(day.negated()).assertSame(here.movedBy(Duration.ZERO));
    }

    private static FeedMessage moved(FeedMessage message, Duration by) {
        Arrival arrival = new Arrival(
                message.arrival().source(),
                message.arrival().at().plus(by),
                message.arrival().position());
        if (message instanceof FeedMessage.Event it) {
            return new FeedMessage.Event(
                    arrival, Feed.at(it.event(), it.event().occurredAt().plus(by)));
        }
        MetricSample old = ((FeedMessage.Metric) message).sample();
        return new FeedMessage.Metric(
                arrival, new MetricSample(old.hub(), old.name(), old.at().plus(by), old.value()));
    }

    @Test
    void everyVersionIsSaidOnceAndValid() throws Exception {
        Pipeline pipeline = play(1, eventful(98));
        SchemaTest.assertAllValid(pipeline);
        List<String> ids = pipeline.alerts.stream()
                .map(a -> a.alertId() + "/" + a.version())
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }
}
