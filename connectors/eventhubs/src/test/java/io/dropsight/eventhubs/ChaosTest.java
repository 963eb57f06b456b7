package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.SourceAlarm;
import io.dropsight.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All faults together while a stream flows: three instances that come and go, a hub that drops, detaches, refuses and
 * falls silent, deliveries that throw, zombies in open transactions, a broker that restarts. In the end each record is
 * there once, in the order of its partition.
 *
 * <p>Minutes long, so it has a command of its own: {@code mvn -pl connectors/eventhubs -am test -Pchaos}; another seed
 * with {@code -Dchaos.seed=N}.
 */
@Tag("chaos")
class ChaosTest {
    private static final int PARTITIONS = 4;
    private static final int EVENTS = 20_000;
    private static final int RECORDS_EACH = 2;
    private static final int EVENTS_A_STEP = 125;

    private enum Fault {
        DROP,
        DETACH,
        FORCED_CLOSE,
        SERVER_BUSY,
        TOKEN_REFUSED,
        SILENCE,
        EXCEPTION,
        ZOMBIE,
        STOP_AND_START,
        BROKER_RESTART
    }

    @TempDir
    Path folder;

    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private final AtomicInteger exceptionsToCome = new AtomicInteger();
    private final Map<String, EventHubsSource> running = new TreeMap<>();
    private EmbeddedKafka kafka;
    private int instances;

    @Test
    void losesDoublesAndDisordersNothing() throws Exception {
        long seed = Long.getLong("chaos.seed", System.nanoTime());
        System.out.println("chaos seed " + seed);
        var random = new Random(seed);
        kafka = EmbeddedKafka.keptIn(folder);
        int port = Integer.parseInt(kafka.bootstrapServers().split(":", 2)[1]);
        try (Rig rig = new Rig(Map.of("bootstrap.servers", kafka.bootstrapServers()), PARTITIONS);
                Feed feed = rig.feed()) {
            rig.trip((partition, before) -> {
                if (exceptionsToCome.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                    throw new IllegalStateException("chaos " + (before ? "before" : "after") + " the batch");
                }
            });
            run(rig, random, port);
            long begin = System.nanoTime();
            Rig.await(feed, (long) PARTITIONS * EVENTS * RECORDS_EACH, Duration.ofMinutes(5));
            System.out.printf(
                    "chaos done: faults %s, rest took %d s, counts %s, alarms %s%n",
                    done, Duration.ofNanos(System.nanoTime() - begin).toSeconds(), rig.metrics, kinds(rig));
            feed.assertExactlyOnce(PARTITIONS, (long) EVENTS * RECORDS_EACH);
            assertThat(done.keySet()).as("faults that came").containsExactlyInAnyOrder(Fault.values());
            assertThat(rig.lost).isEmpty();
        } finally {
            Stalling.letAllGo();
            kafka.close();
        }
    }

    private void run(Rig rig, Random random, int port) throws Exception {
        for (int instance = 0; instance < 3; instance++) {
            join(rig);
        }
        List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
        faults.addAll(List.of(Fault.values()));
        faults.addAll(List.of(Fault.DROP, Fault.DETACH, Fault.EXCEPTION, Fault.ZOMBIE, Fault.STOP_AND_START));
        Collections.shuffle(faults, random);
        int steps = EVENTS / EVENTS_A_STEP;
        int next = 0;
        for (int step = 0; step < steps; step++) {
            rig.preload(PARTITIONS, (long) step * EVENTS_A_STEP * RECORDS_EACH, EVENTS_A_STEP, RECORDS_EACH);
            while (next < faults.size() && next * steps / faults.size() <= step) {
                happen(faults.get(next++), rig, random, port);
            }
            Thread.sleep(200 + random.nextInt(300)); // the pace of the stream
        }
    }

    private void happen(Fault fault, Rig rig, Random random, int port) throws Exception {
        done.merge(fault, 1, Integer::sum);
        System.out.println("chaos: " + fault);
        int partition = random.nextInt(PARTITIONS);
        var faults = rig.server.faults();
        switch (fault) {
            case DROP -> faults.dropConnections();
            case DETACH -> faults.detach(Rig.HUB, partition, "amqp:link:detach-forced");
            case FORCED_CLOSE -> faults.closeConnections("amqp:connection:forced");
            case SERVER_BUSY -> {
                faults.refuseAttach("com.microsoft:server-busy");
                faults.dropConnections();
                Thread.sleep(2_000);
                faults.clear();
            }
            case TOKEN_REFUSED -> {
                faults.failPutToken(401);
                faults.dropConnections();
                Thread.sleep(2_000);
                faults.failPutToken(202);
            }
            case SILENCE -> {
                faults.stall(Rig.HUB, partition, true);
                Thread.sleep(3_000);
                faults.stall(Rig.HUB, partition, false);
            }
            case EXCEPTION -> exceptionsToCome.addAndGet(2);
            case ZOMBIE -> {
                String zombie = new ArrayList<>(running.keySet()).get(random.nextInt(running.size()));
                Stalling.hold(zombie);
                join(rig); // balancing takes partitions away from it
                Thread.sleep(4_000);
                Stalling.letGo(zombie);
                leave(random);
            }
            case STOP_AND_START -> {
                leave(random);
                join(rig);
            }
            case BROKER_RESTART -> {
                kafka.close();
                kafka = EmbeddedKafka.keptIn(folder, port);
            }
        }
    }

    private void join(Rig rig) {
        String name = "instance-" + instances++;
        running.put(name, rig.startedOn(Stalling.named(name, rig.kafka)));
    }

    private void leave(Random random) {
        String name = new ArrayList<>(running.keySet()).get(random.nextInt(running.size()));
        running.remove(name).stop(Duration.ofSeconds(15));
    }

    private static Map<SourceAlarm.Kind, Long> kinds(Rig rig) {
        Map<SourceAlarm.Kind, Long> kinds = new ConcurrentHashMap<>();
        rig.alarms.forEach(alarm -> kinds.merge(alarm.kind(), 1L, Long::sum));
        return kinds;
    }
}
