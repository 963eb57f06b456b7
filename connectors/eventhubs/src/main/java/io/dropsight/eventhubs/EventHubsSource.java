package io.dropsight.eventhubs;

import io.dropsight.intake.Continuity;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.IntakeMetrics;
import io.dropsight.intake.OwnershipLog;
import io.dropsight.intake.Source;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourcePartition;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an event hub and delivers it to Kafka; several instances share its partitions. What is promised is what the
 * deliveries promise: with transactional ones each event is delivered once, whatever is stolen, stalls or crashes.
 *
 * <p>Heals itself: Azure's client reconnects, readers that end are started again from what was committed, and a
 * watchdog makes a new client where events wait and nothing moves. When that does not help either, {@code lost} is told
 * why, once: then the process should end, with an exit code that is not 0, and be started anew.
 *
 * <p>Thread-safe. Uses about two threads and one connection for itself, and for each partition that it reads one
 * connection and a few threads.
 */
public final class EventHubsSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(EventHubsSource.class);
    private static final Duration ASK_WITHIN = Duration.ofSeconds(20);
    private static final Duration CLAIM_WITHIN = Duration.ofSeconds(10);
    private static final Duration CLAIM_PAUSE = Duration.ofMillis(500);
    /** Between two log lines of one kind of error. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final EventHubsSettings settings;
    private final ClaimStore store;
    private final Deliveries deliveries;
    private final HubInspector inspector;
    private final ProcessorHost host;
    private final HubWatch watch;
    private final HubErrors errors;
    private final HealthReport report;
    private final SourceAlarm.Listener alarms;
    private final Consumer<String> whenLost;
    private final ScheduledExecutorService rounds;
    private final AtomicLong rebuilds = new AtomicLong();
    private final Set<SourceAlarm.Kind> raised = EnumSet.noneOf(SourceAlarm.Kind.class);

    private volatile String lost = "";
    private boolean begun;
    private volatile boolean stopped;

    /**
     * @param deliveries what is promised, and where positions are; closed by the caller, after the source
     * @param claims     by which the instances share the partitions
     * @param whenLost   told why, once, when the source cannot heal itself; from a thread of the source
     * @throws IllegalArgumentException if credentials and address do not fit
     */
    EventHubsSource(
            EventHubsSettings settings,
            Deliveries deliveries,
            Claims claims,
            IntakeMetrics metrics,
            SourceAlarm.Listener alarms,
            Consumer<String> whenLost,
            Clock clock) {
        this.settings = settings;
        this.deliveries = deliveries;
        this.errors = new HubErrors(settings.address(), clock, QUIET);
        this.store = new ClaimStore(settings.address(), claims, CLAIM_WITHIN, CLAIM_PAUSE, errors);
        this.alarms = alarms;
        this.whenLost = whenLost;
        var clients = new HubClients(settings.address(), settings.auth(), settings.endpoint(), settings.receive());
        var continuity = new Continuity(settings.start(), settings.gap(), settings.recreated(), metrics, alarms);
        inspector = new HubInspector(clients::inspector, clock, ASK_WITHIN);
        var opener = new PartitionOpener(settings, deliveries, continuity, inspector);
        host = new ProcessorHost(settings, clients, store, opener, errors);
        watch = new HubWatch(settings, inspector, store, deliveries, host, errors, clock);
        report = new HealthReport(settings, host, errors, clock);
        deliveries.expect(List.of(PartitionOpener.source(settings.address(), 0))); // the others when it has answered
        rounds = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "event-hub-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** With claims in a topic of Kafka, which the caller closes after the source. Parameters as of the constructor. */
    public static EventHubsSource withClaimsIn(
            OwnershipLog log,
            EventHubsSettings settings,
            Deliveries deliveries,
            IntakeMetrics metrics,
            SourceAlarm.Listener alarms,
            Consumer<String> whenLost,
            Clock clock) {
        return new EventHubsSource(
                settings, deliveries, new KafkaClaims(log, settings.address()), metrics, alarms, whenLost, clock);
    }

    /**
     * With claims in a blob container. The deliveries should have their positions there, too:
     * {@code IdempotentDeliveries.withPositionsIn(blobs.positions(), ...)}. Parameters as of the constructor.
     */
    public static EventHubsSource withClaimsIn(
            BlobStore blobs,
            EventHubsSettings settings,
            Deliveries deliveries,
            IntakeMetrics metrics,
            SourceAlarm.Listener alarms,
            Consumer<String> whenLost,
            Clock clock) {
        return new EventHubsSource(
                settings, deliveries, blobs.claims(settings.address()), metrics, alarms, whenLost, clock);
    }

    @Override
    public void start() {
        long every = settings.watch().pollEvery().toMillis();
        var unused = rounds.scheduleWithFixedDelay(this::round, 0, every, TimeUnit.MILLISECONDS);
    }

    @Override
    public List<SourceHealth> health() {
        return report.of(watch.view(), lost);
    }

    /** What this source has counted so far. */
    public HubCounters counters() {
        Map<HubErrorKind, Long> byKind = new EnumMap<>(HubErrorKind.class);
        for (HubErrorKind kind : HubErrorKind.values()) {
            byKind.put(kind, errors.count(kind));
        }
        return new HubCounters(host.opened(), host.closed(), rebuilds.get(), watch.polls(), byKind);
    }

    @Override
    public synchronized void stop(Duration within) {
        if (stopped) {
            return;
        }
        stopped = true;
        rounds.shutdownNow();
        host.stop(within.multipliedBy(8).dividedBy(10));
        inspector.close();
        store.close();
        LOG.info("Stopped reading Event Hubs {}", settings.address());
    }

    /** Whatever it meets, the next round has to come. */
    private void round() {
        try {
            Watchdog.Verdict verdict = watch.round();
            begin();
            alarm();
            if (verdict == Watchdog.Verdict.REBUILD) {
                rebuild();
            } else if (verdict == Watchdog.Verdict.GIVE_UP && lost.isEmpty()) {
                giveUp();
            }
        } catch (RuntimeException e) {
            errors.record("watching the hub", e);
        }
    }

    /** Once the hub has answered: a client that cannot even ask fails in each partition, again and again. */
    private synchronized void begin() {
        int partitions = watch.view().partitions().size();
        if (!begun && !stopped && partitions > 0) {
            begun = true;
            deliveries.expect(IntStream.range(0, partitions)
                    .mapToObj(partition -> PartitionOpener.source(settings.address(), partition))
                    .toList());
            host.start(partitions);
        }
    }

    private synchronized void rebuild() {
        if (stopped) {
            return;
        }
        rebuilds.incrementAndGet();
        String text = "%s: events wait and nothing moves: the client is made anew".formatted(settings.address());
        LOG.warn(text);
        alarms.raised(
                new SourceAlarm(SourceAlarm.Kind.REBUILT, anyOf(watch.view().stalled()), text));
        host.stop(Duration.ofSeconds(10));
        host.start(watch.view().partitions().size());
    }

    private void giveUp() {
        lost = "%s: nothing moves in spite of %d new clients: end the process, so that it is started anew"
                .formatted(settings.address(), rebuilds.get());
        LOG.error(lost);
        whenLost.accept(lost);
    }

    /** Each state is told when it begins. */
    private void alarm() {
        for (SourceAlarm.Kind kind : List.of(
                SourceAlarm.Kind.UNAUTHORIZED, SourceAlarm.Kind.UNREACHABLE, SourceAlarm.Kind.DELIVERY_FAILED)) {
            Optional<HubErrors.Last> error = kindsOf(kind).stream()
                    .flatMap(hub -> errors.last(hub, HealthReport.RECENT).stream())
                    .findFirst();
            tell(kind, error.map(HubErrors.Last::text).orElse(""));
        }
        List<Integer> stalled = watch.view().stalled();
        tell(
                SourceAlarm.Kind.STALLED,
                stalled.isEmpty()
                        ? ""
                        : "%s: events wait in partitions %s and nothing moves".formatted(settings.address(), stalled));
    }

    private static Set<HubErrorKind> kindsOf(SourceAlarm.Kind kind) {
        return switch (kind) {
            case UNAUTHORIZED -> EnumSet.of(HubErrorKind.UNAUTHORIZED);
            case UNREACHABLE -> EnumSet.of(HubErrorKind.UNREACHABLE, HubErrorKind.NOT_FOUND);
            case DELIVERY_FAILED -> EnumSet.of(HubErrorKind.KAFKA);
            default -> EnumSet.noneOf(HubErrorKind.class);
        };
    }

    /** @param text empty while all is well */
    private void tell(SourceAlarm.Kind kind, String text) {
        if (text.isEmpty()) {
            raised.remove(kind);
        } else if (raised.add(kind)) {
            alarms.raised(new SourceAlarm(kind, anyOf(watch.view().stalled()), text));
        }
    }

    private SourcePartition anyOf(List<Integer> partitions) {
        return PartitionOpener.source(settings.address(), partitions.isEmpty() ? 0 : partitions.get(0));
    }
}
