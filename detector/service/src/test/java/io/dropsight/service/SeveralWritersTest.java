package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.kafka.FeedWriter;
import io.dropsight.model.FeedCodec;
import io.dropsight.model.FeedMessage;
import io.dropsight.service.Rig.Results;
import io.dropsight.service.Rig.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two writers into the same partitions, as when an event hub has two: records of one device come by both, and neither
 * knows how far the other is.
 */
class SeveralWritersTest {
    private static final long SEED = 83;
    private static final int PARTITIONS = 2;

    private static List<FeedMessage> feed;
    private static Rig rig;

    @BeforeAll
    static void start(@TempDir Path folder) {
        System.out.println("seed " + SEED);
        feed = ThreeHubs.feed(SEED);
        rig = new Rig(folder);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void aTopicOfTwoWritersIsReadTheSameEachTimeRestartsOrNot() throws Exception {
        List<ConsumerRecord<byte[], byte[]>> topic;
        Results first;
        try (Run run = rig.run("interleaved", PARTITIONS, Guarantee.AT_LEAST_ONCE)) {
            writeByTwo(run, Duration.ofMinutes(20));
            topic = rig.feedOf(run);
            DetectorCounters counters = run.runToTheEnd();
            System.out.printf("20 min apart: %d of %d too late%n", counters.of(Outcome.TOO_LATE), counters.taken());
            first = run.results();
        }
        assertThat(fallingArrivals(topic)).as("writers that do not agree").isPositive();
        assertThat(first.verdicts().lines()).hasSizeGreaterThan(20);
        try (Run again = rig.run("interleaved-again", PARTITIONS, Guarantee.EXACTLY_ONCE)) {
            int parts = 4;
            for (int part = 0; part < parts; part++) {
                rig.copy(topic.subList(topic.size() * part / parts, topic.size() * (part + 1) / parts), again);
                if (part < parts - 1) {
                    again.runUntil(counters -> counters.taken() > 0);
                }
            }
            again.runToTheEnd();
            assertThat(again.results()).isEqualTo(first);
        }
    }

    @Test
    void writersThatAreCloseFindWhatOneFinds() throws Exception {
        DetectorCounters together;
        Results one;
        try (Run run = rig.run("one-writer", PARTITIONS, Guarantee.AT_LEAST_ONCE)) {
            run.write(feed);
            run.end();
            run.runToTheEnd();
            one = run.results();
        }
        Results two;
        try (Run run = rig.run("two-writers", PARTITIONS, Guarantee.AT_LEAST_ONCE)) {
            writeByTwo(run, Duration.ofSeconds(5));
            together = run.runToTheEnd();
            two = run.results();
        }
        System.out.printf("5 s apart: %d of %d too late%n", together.of(Outcome.TOO_LATE), together.taken());
        System.out.printf(
                "same verdicts %b, same alerts %b%n",
                one.verdicts().equals(two.verdicts()), one.alerts().equals(two.alerts()));
        assertThat(DetectorLawsTest.whoAndWhy(two.verdicts())).isEqualTo(DetectorLawsTest.whoAndWhy(one.verdicts()));
    }

    /** Each record by one of two writers, of which now one and now the other is ahead by up to {@code skew}. */
    private static void writeByTwo(Run run, Duration skew) {
        var random = new Random(SEED);
        List<FeedMessage> one = new ArrayList<>();
        List<FeedMessage> two = new ArrayList<>();
        for (FeedMessage message : feed) {
            (random.nextBoolean() ? one : two).add(message);
        }
        try (FeedWriter first = rig.writer(run, "one");
                FeedWriter second = rig.writer(run, "two")) {
            int a = 0;
            int b = 0;
            while (a < one.size() || b < two.size()) {
                Instant from = a < one.size() ? one.get(a).arrival().at() : Instant.MAX;
                Instant to = b < two.size() ? two.get(b).arrival().at() : Instant.MAX;
                Instant until = (from.isBefore(to) ? from : to).plusMillis(random.nextLong(2 * skew.toMillis() + 1));
                a = write(first, one, a, until);
                b = write(second, two, b, until.minusMillis(random.nextLong(skew.toMillis() + 1)));
            }
            first.end();
        }
    }

    private static int write(FeedWriter writer, List<FeedMessage> messages, int from, Instant until) {
        int n = from;
        while (n < messages.size() && !messages.get(n).arrival().at().isAfter(until)) {
            FeedMessage message = messages.get(n++);
            if (message instanceof FeedMessage.Event event) {
                writer.event(message.arrival().at(), n, event.event());
            } else if (message instanceof FeedMessage.Metric metric) {
                writer.metric(message.arrival().at(), n, metric.sample());
            }
        }
        writer.flush();
        return n;
    }

    private static long fallingArrivals(List<ConsumerRecord<byte[], byte[]>> topic) {
        long falling = 0;
        long[] last = new long[PARTITIONS];
        for (var record : topic) {
            long at = FeedCodec.arrivalOf(record.value());
            if (at < last[record.partition()]) {
                falling++;
            }
            last[record.partition()] = at;
        }
        return falling;
    }
}
