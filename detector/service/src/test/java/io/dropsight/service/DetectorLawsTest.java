package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.FeedMessage;
import io.dropsight.service.Rig.Results;
import io.dropsight.service.Rig.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Laws 1 and 2 of the design on a real broker: same feed, same bytes, whatever happens to those who read it. */
class DetectorLawsTest {
    private static final long SEED = 81;
    /** From spring 2026 to spring 2019, by whole weeks. */
    private static final Duration TO_2019 = Duration.ofDays(-7L * 52 * 7);

    private static final Pattern WHO_AND_WHY =
            Pattern.compile("\"hub\":.*?(?=,\"confidence\")|\"ageSeconds\":[0-9.]+|\"status\":\"[a-z]+\"");

    private static List<FeedMessage> feed;
    private static Rig rig;
    private static Results undisturbed;

    @BeforeAll
    static void readTheFeedOnceUndisturbed(@TempDir Path folder) throws Exception {
        System.out.println("seed " + SEED);
        feed = ThreeHubs.feed(SEED);
        rig = new Rig(folder);
        undisturbed = runOnce("undisturbed", feed, 1);
        assertThat(undisturbed.alerts())
                .contains("hub-east", "hub-north", "hub-west", "alert.resolved")
                .contains("hub_transient", "sas_echo", "\"forecast\"", "network_loss", "feed_gap")
                .contains("\"fleetSize\"");
        assertThat(undisturbed.verdicts().lines()).hasSizeGreaterThan(40);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static Results runOnce(String prefix, List<FeedMessage> records, int partitions) throws Exception {
        try (Run run = rig.run(prefix, partitions, Guarantee.AT_LEAST_ONCE)) {
            run.write(records);
            run.end();
            assertThat(run.runToTheEnd().taken()).isEqualTo(ThreeHubs.events(records));
            return run.results();
        }
    }

    @Test
    void eightPartitionsSayToTheByteWhatOneSays() throws Exception {
        assertSame(runOnce("eight", feed, 8), undisturbed);
    }

    @Test
    void aFeedOf2019IsReadToItsEndAsOneOfToday() throws Exception {
        List<FeedMessage> old = ThreeHubs.moved(feed, TO_2019);
        assertThat(old.get(0).arrival().at()).asString().startsWith("2019-");
        Results found = runOnce("old", old, 4);
        assertThat(whoAndWhy(found.verdicts())).isEqualTo(whoAndWhy(undisturbed.verdicts()));
        assertThat(found.alerts().lines())
                .hasSameSizeAs(undisturbed.alerts().lines().toList());
        assertThat(rig.timestampTypes("old"))
                .as("where stamps are event times, they are past any retention")
                .hasSizeGreaterThanOrEqualTo(10)
                .allSatisfy((topic, type) -> assertThat(type).as(topic).isEqualTo("LogAppendTime"));
    }

    /** Verdicts without their times and ids. */
    static List<String> whoAndWhy(String verdicts) {
        return verdicts.lines()
                .map(line -> WHO_AND_WHY
                        .matcher(line)
                        .results()
                        .map(found -> found.group())
                        .toList()
                        .toString())
                .toList();
    }

    @Test
    void cleanRestartsInTheMiddleLeaveNoTrace() throws Exception {
        try (Run run = rig.run("restarted", 2, Guarantee.EXACTLY_ONCE)) {
            for (List<FeedMessage> slice : ThreeHubs.slices(feed, 4)) {
                run.write(slice);
                run.runUntil(counters -> counters.taken() > 0);
            }
            run.end();
            run.runToTheEnd();
            assertSame(run.results(), undisturbed);
        }
    }

    @Test
    void killsInTheMiddleLeaveNoTrace() throws Exception {
        Random dice = new Random(SEED);
        Iterator<List<FeedMessage>> slices = ThreeHubs.slices(feed, 40).iterator();
        try (Run run = rig.run("killed", 2, Guarantee.EXACTLY_ONCE)) {
            for (int kill = 0; kill < 3; kill++) {
                for (int backlog = 8; backlog > 0; backlog--) {
                    run.write(slices.next());
                }
                try (DetectorProcess process = new DetectorProcess(run.settings())) {
                    process.awaitTaken(1 + dice.nextInt(1_000));
                    for (int more = 1 + dice.nextInt(4); more > 0; more--) {
                        run.write(slices.next());
                    }
                    process.kill();
                }
            }
            slices.forEachRemaining(run::write);
            run.end();
            try (DetectorProcess process = new DetectorProcess(run.settings())) {
                process.awaitSuccess();
            }
            assertSame(run.results(), undisturbed);
        }
        assertThat(rig.transactionalIds("killed"))
                .as("each process ended the transaction that the one before it had left open")
                .hasSize(1);
    }

    private static void assertSame(Results actual, Results expected) {
        assertSame(actual.alerts(), expected.alerts());
        assertSame(actual.verdicts(), expected.verdicts());
    }

    private static void assertSame(String actual, String expected) {
        List<String> lines = actual.lines().toList();
        List<String> wanted = expected.lines().toList();
        for (int i = 0; i < Math.min(lines.size(), wanted.size()); i++) {
            assertThat(lines.get(i)).as("line %s", i).isEqualTo(wanted.get(i));
        }
        assertThat(actual).hasSameSizeAs(expected);
    }
}
