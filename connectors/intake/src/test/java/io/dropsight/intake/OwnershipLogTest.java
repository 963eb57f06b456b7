package io.dropsight.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.intake.OwnershipLog.Claim;
import io.dropsight.intake.OwnershipLog.Ownership;
import io.dropsight.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnershipLogTest {
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final Broker BROKER = Broker.shared();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String topic = "ownership" + RUNS.incrementAndGet();

    @Test
    void theFirstClaimWinsAndTheNextHasToKnowItsEtag() {
        try (var log = open();
                var other = open()) {
            assertThat(log.list("")).isEmpty();
            Ownership mine = only(log.claim(List.of(new Claim("hub/0", "a", ""))));
            assertThat(mine.owner()).isEqualTo("a");
            assertThat(mine.at())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
            assertThat(other.claim(List.of(new Claim("hub/0", "b", "")))).isEmpty();
            assertThat(other.claim(List.of(new Claim("hub/0", "b", "77")))).isEmpty();
            assertThat(other.list("hub/")).containsExactly(mine);

            Ownership renewed = only(log.claim(List.of(new Claim("hub/0", "a", mine.etag()))));
            assertThat(renewed.etag()).isNotEqualTo(mine.etag());
            assertThat(other.claim(List.of(new Claim("hub/0", "b", mine.etag()))))
                    .as("a stale etag")
                    .isEmpty();
            Ownership stolen = only(other.claim(List.of(new Claim("hub/0", "b", renewed.etag()))));
            assertThat(log.claim(List.of(new Claim("hub/0", "a", renewed.etag()))))
                    .isEmpty();
            assertThat(log.list("hub/")).containsExactly(stolen);
        }
    }

    @Test
    void claimsOfOneCallStandAlone() {
        try (var log = open()) {
            Ownership zero = only(log.claim(List.of(new Claim("hub/0", "a", ""))));
            List<Ownership> won = log.claim(List.of(
                    new Claim("hub/0", "b", "5000"), new Claim("hub/1", "b", ""), new Claim("other/0", "b", "")));
            assertThat(won).extracting(Ownership::item).containsExactly("hub/1", "other/0");
            assertThat(log.list("hub/")).extracting(Ownership::item).containsExactlyInAnyOrder("hub/0", "hub/1");
            assertThat(log.list("hub/0")).containsExactly(zero);
            assertThat(log.claim(List.of())).isEmpty();
        }
    }

    @Test
    void anItemGivenBackHasNoOwner() {
        try (var log = open()) {
            Ownership mine = only(log.claim(List.of(new Claim("hub/0", "a|b", ""))));
            assertThat(mine.owner()).isEqualTo("a|b");
            Ownership nobody = only(log.claim(List.of(new Claim("hub/0", "", mine.etag()))));
            assertThat(log.list("")).containsExactly(nobody);
            assertThat(nobody.owner()).isEmpty();
        }
    }

    @Test
    void anInstanceThatStartsLaterHoldsTheSame() {
        List<Ownership> known;
        try (var log = open()) {
            String etag = "";
            for (int i = 0; i < 20; i++) {
                etag = only(log.claim(List.of(new Claim("hub/0", "a" + i, etag))))
                        .etag();
                assertThat(log.claim(List.of(new Claim("hub/0", "stale", "")))).isEmpty();
            }
            known = log.list("");
        }
        try (var log = open()) {
            assertThat(log.list("")).isEqualTo(known);
        }
    }

    @Test
    void ofManyWhoRaceOneWins() throws Exception {
        int racers = 4;
        int rounds = 25;
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        List<OwnershipLog> logs = new ArrayList<>();
        try {
            for (int i = 0; i < racers; i++) {
                logs.add(open());
            }
            String etag = "";
            for (int round = 0; round < rounds; round++) {
                var start = new CyclicBarrier(racers);
                String expected = etag;
                List<Future<List<Ownership>>> claims = IntStream.range(0, racers)
                        .mapToObj(i -> threads.submit(() -> {
                            start.await(30, TimeUnit.SECONDS);
                            return logs.get(i).claim(List.of(new Claim("hub/0", "racer" + i, expected)));
                        }))
                        .toList();
                List<Ownership> winners = new ArrayList<>();
                for (Future<List<Ownership>> claim : claims) {
                    winners.addAll(claim.get(60, TimeUnit.SECONDS));
                }
                assertThat(winners).as("round %d", round).hasSize(1);
                etag = winners.get(0).etag();
                for (OwnershipLog log : logs) {
                    assertThat(log.list("")).isEqualTo(winners);
                }
            }
        } finally {
            threads.shutdownNow();
            logs.forEach(OwnershipLog::close);
        }
    }

    @Test
    void theTopicForgetsAfterAnHourAndStampsByTheBroker() throws Exception {
        open().close();
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (var admin = Admin.create(BROKER.connection())) {
            var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
            assertThat(config.get("retention.ms").value()).isEqualTo("3600000");
            assertThat(config.get("cleanup.policy").value()).isEqualTo("delete");
        }
    }

    @Test
    void everyCallEndsWhenKafkaIsAway(@TempDir Path folder) {
        Duration limit = Duration.ofSeconds(2);
        var broker = new Broker(EmbeddedKafka.keptIn(folder));
        try (var log = new OwnershipLog(broker.connection(), topic, limit)) {
            Ownership mine = only(log.claim(List.of(new Claim("hub/0", "a", ""))));
            broker.close();
            long began = System.nanoTime();
            assertThatThrownBy(() -> log.list(""))
                    .isInstanceOf(DeliveryException.class)
                    .hasMessageContaining("did not list who owns");
            assertThatThrownBy(() -> log.claim(List.of(new Claim("hub/0", "a", mine.etag()))))
                    .isInstanceOf(DeliveryException.class)
                    .hasMessageContaining("did not take a claim within PT2S");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(limit.multipliedBy(6));
        } finally {
            broker.close();
        }
    }

    private OwnershipLog open() {
        return new OwnershipLog(BROKER.connection(), topic, LIMIT);
    }

    private static Ownership only(List<Ownership> won) {
        assertThat(won).hasSize(1);
        return won.get(0);
    }
}
