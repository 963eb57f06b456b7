package io.dropsight.eventhubs.kafka;

import io.dropsight.eventhubs.kafka.LogWatch.Verdict;
import io.dropsight.intake.Committed;
import io.dropsight.intake.Continuity;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Source;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceAlarm.Kind;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic of Azure's records: an event hub by its Kafka endpoint, or a topic of any Kafka.
 *
 * <p>Instances share the partitions as a consumer group of the source's cluster. No positions are kept there: the
 * delivery of each partition keeps them beside what it has delivered, and its opening fences off the former owner. So
 * the group only says who is to read; if two believe that they are, one of them cannot write.
 *
 * <p>Thread-safe. Kafka's clients log under {@code org.apache.kafka} what fails, each attempt: WARN is enough, OFF for
 * {@code org.apache.kafka.clients.NetworkClient} loses nothing that is not told as an alarm.
 */
public final class KafkaLogSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaLogSource.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private final KafkaLogSettings settings;
    private final Clients clients;
    private final Deliveries deliveries;
    private final Continuity continuity;
    private final Trouble trouble;
    private final LogWatch watch;
    private final Clock clock;
    private final Thread reader;
    private final Thread watcher;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong rebuilds = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();

    private volatile int partitions;
    private volatile boolean rebuild;
    private volatile @Nullable Session session;
    private volatile @Nullable LogFacts facts;

    /**
     * @param deliveries closed by whoever opened them, after this source was stopped
     * @param continuity with the policies
     */
    public KafkaLogSource(
            KafkaLogSettings settings,
            Deliveries deliveries,
            Continuity continuity,
            SourceAlarm.Listener alarms,
            Clock clock) {
        this.settings = settings;
        this.clients = new Clients(settings);
        this.deliveries = deliveries;
        deliveries.expect(List.of(settings.partition(0))); // the others when the cluster has answered
        this.continuity = continuity;
        this.trouble = new Trouble(alarms);
        this.watch = new LogWatch(settings, trouble, clock);
        this.clock = clock;
        this.reader = new Thread(this::read, "kafka-source-" + settings.topic());
        this.watcher = new Thread(this::look, "kafka-source-%s-watch".formatted(settings.topic()));
        reader.setDaemon(true);
        watcher.setDaemon(true);
    }

    @Override
    public void start() {
        reader.start();
        watcher.start();
    }

    @Override
    public List<SourceHealth> health() {
        Session now = session;
        String refused = trouble.of(Kind.UNAUTHORIZED);
        String away = trouble.of(Kind.UNREACHABLE);
        String error = refused.isEmpty() ? away : refused;
        boolean red = !refused.isEmpty() || watch.isLost();
        List<SourceHealth> health = new ArrayList<>();
        for (int number = 0; number < Math.max(1, partitions); number++) {
            Pump pump = now == null ? null : now.pumps().get(number);
            if (pump != null && !red) {
                health.add(blindOr(pump.state().health(clock.instant()), away));
            } else {
                State state = red ? State.FAILED : watch.isBlind() ? State.STALLED : without(now);
                String text = watch.isLost() && error.isEmpty() ? trouble.of(Kind.STALLED) : error;
                health.add(new SourceHealth(
                        settings.partition(number), state, Committed.NOTHING, -1, Duration.ZERO, text));
            }
        }
        return health;
    }

    public KafkaLogCounters counters() {
        return new KafkaLogCounters(opened.get(), rebuilds.get(), failures.get(), looks.get());
    }

    @Override
    public void stop(Duration within) {
        stop.countDown();
        wake();
        watcher.interrupt();
        long until = System.nanoTime() + within.toNanos();
        join(reader, until);
        join(watcher, until);
        if (reader.isAlive()) {
            reader.interrupt();
            LOG.warn("The source {} did not end within {}: what it has open ends with the process", settings, within);
        }
    }

    private void read() {
        Duration pause = FIRST_PAUSE;
        while (!isStopped()) {
            try {
                runSession();
                pause = FIRST_PAUSE;
            } catch (InterruptException e) {
                return; // only a stop interrupts
            } catch (SourceException | KafkaException e) {
                SourceException meaning = clients.meaning(e);
                if (!isStopped()) {
                    failures.incrementAndGet();
                    trouble.raise(meaning.kind(), settings.partition(0), String.valueOf(meaning.getMessage()));
                    sleep(pause);
                }
                Duration next = pause.multipliedBy(2);
                pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
            } catch (RuntimeException e) { // whatever it is, the source does not end silently
                LOG.error("Reading {} failed in a way that is not foreseen: report this", settings, e);
                failures.incrementAndGet();
                sleep(LONGEST_PAUSE);
            }
        }
    }

    /** Asks the topic before it joins the group: so a wrong name, host or login is found out in words. */
    private void runSession() {
        try (LogFacts log = new LogFacts(clients, settings.topic())) {
            partitions = log.partitions();
            deliveries.expect(
                    IntStream.range(0, partitions).mapToObj(settings::partition).toList());
            watch.answered();
            LogOpener opener = new LogOpener(deliveries, continuity, log);
            try (Session now = new Session(settings, clients, opener, trouble, clock, opened)) {
                rebuild = false;
                facts = log;
                session = now;
                while (!isStopped() && !rebuild) {
                    now.turn();
                }
            } finally {
                session = null;
                facts = null;
            }
        }
    }

    private void look() {
        while (!isStopped()) {
            sleep(settings.lookEvery());
            Session now = session;
            LogFacts log = facts;
            if (now == null || log == null || isStopped()) {
                continue;
            }
            try {
                Verdict verdict = watch.round(log, now.pumps());
                looks.incrementAndGet();
                if (verdict != Verdict.FINE && now == session) {
                    makeAnew(verdict);
                }
            } catch (InterruptException e) {
                return; // only a stop interrupts
            }
        }
    }

    private void makeAnew(Verdict verdict) {
        if (verdict != Verdict.GONE) {
            rebuilds.incrementAndGet();
            trouble.raise(
                    Kind.REBUILT,
                    settings.partition(0),
                    "%s: the client is made anew, since nothing moves%s"
                            .formatted(
                                    settings.partition(0).log(),
                                    verdict == Verdict.LOST
                                            ? "; that has not helped so far: restart the process, see the source's cluster"
                                            : ""));
        }
        rebuild = true;
        wake();
    }

    private State without(@Nullable Session now) {
        return now != null && now.hasJoined() ? State.ELSEWHERE : State.STARTING;
    }

    private SourceHealth blindOr(SourceHealth health, String away) {
        if (!watch.isBlind() || health.state() == State.FAILED) {
            return health;
        }
        return new SourceHealth(
                health.partition(), State.STALLED, health.position(), health.lagRecords(), health.lag(), away);
    }

    private void wake() {
        Session now = session;
        if (now != null) {
            now.wake();
        }
    }

    private void sleep(Duration time) {
        try {
            boolean unused = stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stop.countDown(); // only a stop interrupts
        }
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private static void join(Thread thread, long until) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, until - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
