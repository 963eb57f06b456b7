package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.FeedMessage;
import io.dropsight.service.Rig.Results;
import io.dropsight.service.Rig.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes of the service share the work, are killed in the midst of it, and join: what is told stays the same. */
@Tag("long")
class InstancesTest {
    private static final long SEED = 91;
    private static final int PARTITIONS = 4;
    private static final int SLICES = 48;
    private static final Duration SESSION = Duration.ofSeconds(6);
    /** Three times what is promised. */
    private static final Duration TAKEOVER_WITHIN = Duration.ofSeconds(90);

    private static List<FeedMessage> feed;
    private static Rig rig;
    private static Results undisturbed;

    @TempDir
    private Path folder;

    @BeforeAll
    static void readTheFeedOnceUndisturbed(@TempDir Path states) throws Exception {
        System.out.println("seed " + SEED);
        feed = ThreeHubs.feed(SEED);
        rig = new Rig(states);
        try (Run run = rig.run("single", PARTITIONS, Guarantee.AT_LEAST_ONCE)) {
            run.write(feed);
            run.end();
            run.runToTheEnd();
            undisturbed = run.results();
        }
        assertThat(undisturbed.alerts()).contains("hub_transient", "sas_echo", "network_loss", "feed_gap");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void ofTwoEachMayBeKilled() throws Exception {
        try (Fleet fleet = new Fleet("two")) {
            fleet.start("a");
            fleet.start("b");
            fleet.play(SLICES / 4);
            fleet.kill("a");
            fleet.play(SLICES / 4);
            fleet.start("a");
            fleet.play(SLICES / 4);
            fleet.kill("b");
            fleet.playAll();
            fleet.assertSaysWhatOneSays();
        }
    }

    @Test
    void ofThreeOneIsKilledAndAnotherJoins() throws Exception {
        try (Fleet fleet = new Fleet("three")) {
            fleet.start("a");
            fleet.start("b");
            fleet.start("c");
            fleet.play(SLICES / 3);
            fleet.kill("b");
            fleet.play(SLICES / 3);
            fleet.start("d");
            fleet.playAll();
            fleet.assertSaysWhatOneSays();
        }
    }

    /** Instances of one service, and the feed that is played to them a slice at a time, as fast as they follow. */
    private final class Fleet implements AutoCloseable {
        private final Random dice = new Random(SEED);
        private final Map<String, RunningService> running = new HashMap<>();
        private final List<RunningService> all = new ArrayList<>();
        private final Iterator<List<FeedMessage>> slices =
                ThreeHubs.slices(feed, SLICES).iterator();
        private final String prefix;
        private final Run run;
        private final Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) rig.bootstrapServers()));

        Fleet(String prefix) {
            this.prefix = prefix;
            run = rig.run(prefix, PARTITIONS, Guarantee.EXACTLY_ONCE);
        }

        void start(String name) throws Exception {
            Path its = folder.resolve(prefix + "-" + name + "-" + all.size());
            String yaml = """
                    kafka: {bootstrap-servers: ['%s'], prefix: %s, partitions: %d, replication: 1, data-folder: "%s"}
                    detector: {instance: %s, session-timeout: %ds, commit-interval: 200ms}
                    """.formatted(rig.bootstrapServers(), prefix, PARTITIONS, its, name, SESSION.toSeconds());
            RunningService service = new RunningService(its, yaml, List.of("-Xmx256m"), "--roles", "detect,http");
            all.add(service);
            running.put(name, service);
            long began = System.nanoTime();
            service.awaitReady();
            awaitShare(name);
            awaitTaken(ends());
            System.out.printf(
                    "%s: %s has its share and follows %.1f s after its start%n", prefix, name, secondsSince(began));
        }

        /** Until partitions have been given to it. */
        private void awaitShare(String name) throws Exception {
            Instant giveUpAt = Instant.now().plus(TAKEOVER_WITHIN);
            while (!hasShare(name)) {
                assertThat(Instant.now())
                        .as("%s gets its share; %s", name, stderr())
                        .isBefore(giveUpAt);
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }

        private boolean hasShare(String name) throws Exception {
            String group = prefix + "-detector";
            return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                    .anyMatch(member -> member.groupInstanceId().orElse("").startsWith(name)
                            && !member.assignment().topicPartitions().isEmpty());
        }

        /** In the middle of the next slice. */
        void kill(String name) throws Exception {
            run.write(slices.next());
            TimeUnit.MILLISECONDS.sleep(dice.nextInt(300)); // the moment is what is tried
            RunningService victim = running.remove(name);
            Map<TopicPartition, Long> ends = ends();
            long began = System.nanoTime();
            assertThat(victim.child().process().destroyForcibly().waitFor()).isEqualTo(128 + 9);
            run.write(slices.next());
            awaitTaken(ends);
            System.out.printf("%s: %s killed, its work taken over after %.1f s%n", prefix, name, secondsSince(began));
        }

        void play(int count) throws Exception {
            for (int i = 0; i < count && slices.hasNext(); i++) {
                run.write(slices.next());
                awaitTaken(ends());
            }
        }

        void playAll() throws Exception {
            play(SLICES);
            run.end();
        }

        void assertSaysWhatOneSays() throws Exception {
            Instant giveUpAt = Instant.now().plus(TAKEOVER_WITHIN);
            while (!run.results().equals(undisturbed) && Instant.now().isBefore(giveUpAt)) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
            for (RunningService service : running.values()) {
                assertThat(service.body("/metrics")).contains("dropsight_detector_broken_promises_total 0.0");
                assertThat(service.terminate()).isEqualTo(143);
                assertThat(service.child().err()).doesNotContain(" ERROR ");
            }
            Results told = run.results();
            assertThat(told.alerts().lines())
                    .isEqualTo(undisturbed.alerts().lines().toList());
            assertThat(told.verdicts().lines())
                    .isEqualTo(undisturbed.verdicts().lines().toList());
        }

        /** Of the feed, and of the signals between the stages. */
        private Map<TopicPartition, Long> ends() throws Exception {
            Map<TopicPartition, OffsetSpec> asked = admin.listTopics().names().get().stream()
                    .filter(topic -> topic.equals(run.settings().names().events())
                            || topic.startsWith(prefix) && topic.endsWith("-repartition"))
                    .flatMap(topic -> java.util.stream.IntStream.range(0, PARTITIONS)
                            .mapToObj(partition -> new TopicPartition(topic, partition)))
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = new HashMap<>();
            Map<TopicPartition, ListOffsetsResultInfo> answer =
                    admin.listOffsets(asked).all().get();
            answer.forEach((partition, info) -> ends.put(partition, info.offset()));
            return ends;
        }

        /** Waits until the instances have committed that they have read so far. */
        private void awaitTaken(Map<TopicPartition, Long> ends) throws Exception {
            Instant giveUpAt = Instant.now().plus(TAKEOVER_WITHIN);
            while (!isTaken(ends)) {
                assertThat(Instant.now()).as("they follow; %s", stderr()).isBefore(giveUpAt);
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }

        private boolean isTaken(Map<TopicPartition, Long> ends) throws Exception {
            var committed = admin.listConsumerGroupOffsets(prefix + "-detector")
                    .partitionsToOffsetAndMetadata()
                    .get();
            return ends.entrySet().stream().allMatch(end -> {
                var position = committed.get(end.getKey());
                return end.getValue() == 0 || position != null && position.offset() >= end.getValue();
            });
        }

        private List<String> stderr() {
            return all.stream().map(service -> service.child().err()).toList();
        }

        @Override
        public void close() {
            all.forEach(RunningService::close);
            admin.close();
            run.close();
        }
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}
