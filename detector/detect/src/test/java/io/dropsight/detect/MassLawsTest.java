package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Pattern;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Laws 1 and 2 of the design for what happens to many devices at once, without Kafka. */
class MassLawsTest {
    static Recording play(String scenario, long seed) {
        return switch (scenario) {
            case "rollout" -> Recording.of(scenario, seed, 900, Duration.ofHours(12));
            case "quota-exceeded" -> Recording.of(scenario, seed, 150, Duration.ofHours(30));
            default -> Recording.of(scenario, seed, 300, Duration.ofHours(20));
        };
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"sas-echo, 11", "two-incidents, 12", "hub-outage-no-metric, 13", "rollout, 14", "quota-exceeded, 15"})
    void theNumberOfPartitionsAndTheirPaceLeaveNoTrace(String scenario, long seed) {
        Recording feed = play(scenario, seed);
        Pipeline one = feed.through(1);
        assertThat(one.alerts(Pattern.MASS)).as("a law about nothing").isNotEmpty();
        Random dice = new Random(seed);
        for (int partitions : new int[] {2, 3, 8}) {
            Pipeline many = new Pipeline(partitions, DetectConfig.DEFAULTS);
            many.readUnevenly(feed.messages(), dice);
            Transcript.of(many).assertEqual(Transcript.of(one));
            assertThat(many.memory()).isEqualTo(one.memory());
            assertThat(many.outcomes).isEqualTo(one.outcomes);
            assertThat(many.brokenPromises).isZero();
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"sas-echo, 21", "two-incidents, 22", "hub-outage-sharp, 23", "rollout, 24", "hub-suspended, 25"})
    void restartsAtRandomRecordsLeaveNoTrace(String scenario, long seed) {
        Recording feed = play(scenario, seed);
        Pipeline uncut = feed.through(3);
        assertThat(uncut.alerts(Pattern.MASS)).as("a law about nothing").isNotEmpty();
        Set<Integer> cuts = new TreeSet<>();
        new Random(seed).ints(60, 0, feed.messages().size()).forEach(cuts::add);
        int[] records = {0};
        Pipeline cut = feed.through(3, pipeline -> {
            if (cuts.contains(records[0]++)) {
                pipeline.restart();
            }
        });
        assertSame(cut, uncut);
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"sas-echo, 31", "hub-outage-sharp, 32"})
    void aRestartAfterEveryRecordLeavesNoTrace(String scenario, long seed) {
        Recording feed = Recording.of(scenario, seed, 40, Duration.ofHours(12));
        Pipeline uncut = feed.through(2);
        assertThat(uncut.alerts(Pattern.MASS)).as("a law about nothing").isNotEmpty();
        assertSame(feed.through(2, Pipeline::restart), uncut);
    }

    private static void assertSame(Pipeline cut, Pipeline uncut) {
        Transcript.of(cut).assertEqual(Transcript.of(uncut));
        assertThat(cut.memory()).isEqualTo(uncut.memory());
        assertThat(cut.outcomes).isEqualTo(uncut.outcomes);
        assertThat(cut.brokenPromises).isZero();
        assertThat(cut.ends).isOne();
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"sas-echo, 41", "two-incidents, 42", "hub-outage-sharp, 43", "network-outage, 44", "rollout, 45"})
    void orderWithinTheLatenessChangesNoVerdictAndNoLastVersion(String scenario, long seed) {
        Recording feed = play(scenario, seed);
        Pipeline calm = feed.closed().through(1);
        assertThat(calm.alerts(Pattern.MASS)).as("a law about nothing").isNotEmpty();
        Random dice = new Random(seed);
        for (int time = 0; time < 3; time++) {
            Pipeline shuffled = feed.shuffled(dice).closed().through(2);
            Transcript.ofLastVersions(shuffled)
                    .withoutArrival()
                    .assertEqual(Transcript.ofLastVersions(calm).withoutArrival());
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"sas-echo, 51", "two-incidents, 52", "hub-outage-sharp, 53"})
    void duplicatesChangeNoVerdictAndNoLastVersion(String scenario, long seed) {
        Recording feed = play(scenario, seed);
        Pipeline calm = feed.closed().through(1);
        assertThat(calm.alerts(Pattern.MASS)).as("a law about nothing").isNotEmpty();
        Random dice = new Random(seed);
        Pipeline doubled = feed.doubled(dice).closed().through(2);
        Transcript.ofLastVersions(doubled)
                .withoutArrival()
                .assertEqual(Transcript.ofLastVersions(calm).withoutArrival());
        Pipeline both = feed.shuffled(dice).doubled(dice).closed().through(2);
        Transcript.ofLastVersions(both)
                .withoutArrival()
                .assertEqual(Transcript.ofLastVersions(calm).withoutArrival());
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"sas-echo, 61", "two-incidents, 62", "quota-exceeded, 63", "rollout, 64"})
    void movingEverythingByADayMovesOnlyTheTimes(String scenario, long seed) {
        Recording feed = play(scenario, seed);
        Duration day = Duration.ofDays(1);
        Pipeline here = feed.through(2);
        assertThat(here.alerts(Pattern.MASS)).as("a law about nothing").isNotEmpty();
        Pipeline there = feed.moved(day).through(2);
        Transcript.of(there)
                .movedBy(day.negated())
                .assertEqual(Transcript.of(here).movedBy(Duration.ZERO));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({"sas-echo, 71", "repeated-dips, 72"})
    void whatIsRememberedIsBounded(String scenario, long seed) {
        Pipeline run = play(scenario, seed).through(2);
        int[] incidents = {0};
        run.memory().forEach((key, value) -> {
            if (key.startsWith("settling")) {
                return;
            }
            int bytes = value.length() / 2;
            switch (key.substring(4, 6)) {
                case "6b" -> { // a series: of a cohort, if its name behind the hub's begins with a k
                    int name = 6 + 2 * Integer.parseInt(key.substring(0, 4), 16);
                    if (key.startsWith("6b", name)) {
                        assertThat(bytes).as("a cohort's series").isLessThanOrEqualTo(200);
                    }
                }
                case "63", "72" ->
                    assertThat(bytes).as("a device under verdict").isLessThanOrEqualTo(300);
                case "69" -> incidents[0]++;
                default -> {}
            }
        });
        assertThat(incidents[0]).isBetween(2, 513);
    }
}
