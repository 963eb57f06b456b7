package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import io.dropsight.model.Verdict;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws 1 and 2 of the design, without Kafka. */
class LawsTest {
    private static final int DEVICES = 60;
    private static final Duration SPAN = Duration.ofDays(2);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12})
    void theNumberOfPartitionsAndTheirPaceLeaveNoTrace(long seed) {
        Feed feed = Feed.ofTwoHubs(seed, DEVICES, SPAN);
        Pipeline one = feed.through(1);
        assertThat(one.ends).isOne();
        assertThat(one.last.values())
                .extracting(Verdict::pattern, Verdict::status)
                .contains(
                        tuple(Pattern.RANDOM, Status.OPEN),
                        tuple(Pattern.RANDOM, Status.RESOLVED),
                        tuple(Pattern.PERIODIC, Status.OPEN));
        assertThat(one.last.values())
                .extracting(Verdict::cause)
                .contains(Cause.TCP_RESET, Cause.DUPLICATE_IDENTITY, Cause.AUTH_FAILURE);
        Random dice = new Random(seed);
        for (int partitions : new int[] {2, 3, 8}) {
            Pipeline many = new Pipeline(partitions, DetectConfig.DEFAULTS);
            many.readUnevenly(feed.messages(), dice);
            Transcript.of(many).assertSame(Transcript.of(one));
            assertThat(many.memory()).isEqualTo(one.memory());
            assertThat(many.outcomes).isEqualTo(one.outcomes);
            assertThat(many.brokenPromises).isZero();
            assertThat(many.ends).isOne();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22})
    void orderWithinTheLatenessLeavesNoTraceButTheLag(long seed) {
        Feed feed = Feed.ofTwoHubs(seed, DEVICES, SPAN);
        Pipeline calm = feed.closed().through(1);
        assertThat(calm.outcomes).doesNotContainKey(Outcome.TOO_LATE);
        Random dice = new Random(seed);
        for (int time = 0; time < 2; time++) {
            Pipeline shuffled = feed.shuffled(dice).closed().through(2);
            assertThat(shuffled.outcomes).doesNotContainKey(Outcome.TOO_LATE);
            Transcript.of(shuffled).withoutFeed().assertSame(Transcript.of(calm).withoutFeed());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32})
    void duplicatesInAnyOrderLeaveNoTraceButTheLag(long seed) {
        Feed feed = Feed.ofTwoHubs(seed, DEVICES, SPAN);
        Random dice = new Random(seed);
        Pipeline calm = feed.closed().through(1);
        Pipeline doubled = feed.doubled(dice).closed().through(2);
        Transcript.of(doubled).withoutFeed().assertSame(Transcript.of(calm).withoutFeed());
        Pipeline both = feed.shuffled(dice).doubled(dice).closed().through(2);
        Transcript.of(both).withoutFeed().assertSame(Transcript.of(calm).withoutFeed());
        assertThat(both.outcomes.get(Outcome.SETTLED)).isEqualTo(calm.outcomes.get(Outcome.SETTLED));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {41, 42})
    void restartsAtRandomRecordsLeaveNoTrace(long seed) {
        Feed feed = Feed.ofTwoHubs(seed, DEVICES, SPAN);
        Random dice = new Random(seed);
        Pipeline uncut = feed.through(3);
        Set<Integer> cuts = new TreeSet<>();
        dice.ints(60, 0, feed.entries().size()).forEach(cuts::add);
        int[] records = {0};
        Pipeline cut = feed.through(3, pipeline -> {
            if (cuts.contains(records[0]++)) {
                pipeline.restart();
            }
        });
        assertSame(cut, uncut);
    }

    @Test
    void aRestartAfterEveryRecordLeavesNoTrace() {
        Feed feed = Feed.ofTwoHubs(51, 24, Duration.ofHours(30));
        assertSame(feed.through(2, Pipeline::restart), feed.through(2));
    }

    private static void assertSame(Pipeline cut, Pipeline uncut) {
        Transcript.of(cut).assertSame(Transcript.of(uncut));
        assertThat(cut.memory()).isEqualTo(uncut.memory());
        assertThat(cut.outcomes).isEqualTo(uncut.outcomes);
        assertThat(cut.brokenPromises).isZero();
        assertThat(cut.ends).isOne();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {61, 62})
    void movingEverythingByADayMovesOnlyTheTimes(long seed) {
        Feed feed = Feed.ofTwoHubs(seed, DEVICES, SPAN);
        Duration day = Duration.ofDays(1);
        Transcript here = Transcript.of(feed.through(2));
        Transcript there = Transcript.of(feed.moved(day).through(2));
        there.movedBy(day.negated()).assertSame(here.movedBy(Duration.ZERO));
    }
}
