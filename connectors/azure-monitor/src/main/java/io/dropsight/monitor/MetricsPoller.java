package io.dropsight.monitor;

import com.azure.core.credential.TokenCredential;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Source;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the connected-device count of IoT hubs from Azure Monitor: the metric cannot be exported to an event hub.
 *
 * <p>Each hub is a source partition of its own, {@code azure-monitor/<endpoint>/<hub>/connecteddevicecount/0}, whose
 * position is the minute since 1970. With transactional deliveries each (hub, minute) is delivered exactly once, over
 * restarts; with others it may come twice, which changes nothing: the detector keeps a count by its minute.
 *
 * <p>Two instances with the same hubs do not share them out: the one that started last polls, the other stands by.
 * Thread-safe. The SDK logs each failure once more, under {@code com.azure}: set that to OFF.
 */
public final class MetricsPoller implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsPoller.class);

    private final ScheduledThreadPoolExecutor threads;
    private final List<HubPoller> hubs;

    /**
     * @param credential of an identity with the role Monitoring Reader on the hubs
     * @param deliveries closed by whoever opened them, after this source was stopped
     */
    public MetricsPoller(
            PollerSettings settings,
            TokenCredential credential,
            Deliveries deliveries,
            PollMetrics metrics,
            SourceAlarm.Listener alarms,
            Clock clock) {
        this(settings, credential, HttpClient.newBuilder(), deliveries, metrics, alarms, clock);
    }

    MetricsPoller(
            PollerSettings settings,
            TokenCredential credential,
            HttpClient.Builder http,
            Deliveries deliveries,
            PollMetrics metrics,
            SourceAlarm.Listener alarms,
            Clock clock) {
        var azure = new MetricsClient(settings.endpoint(), credential, http, settings.timeout(), clock);
        var throttle = new Throttle();
        RandomGenerator random = RandomGenerator.getDefault(); // of waits alone
        this.hubs = settings.hubs().stream()
                .map(hub -> new HubPoller(
                        hub, settings, azure, deliveries, throttle, metrics, alarms::raised, clock, random))
                .toList();
        var number = new AtomicInteger();
        this.threads = new ScheduledThreadPoolExecutor(
                Math.min(settings.atOnce(), hubs.size()),
                task -> new Thread(task, "metrics-poller-" + number.incrementAndGet()));
    }

    @Override
    public void start() {
        hubs.forEach(hub -> schedule(hub, Duration.ZERO));
    }

    @Override
    public List<SourceHealth> health() {
        return hubs.stream().map(HubPoller::health).toList();
    }

    @Override
    public void stop(Duration within) {
        hubs.forEach(HubPoller::cancel);
        threads.shutdownNow(); // interrupts requests; what waits is dropped
        boolean ended = false;
        try {
            ended = threads.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ended) {
            hubs.forEach(HubPoller::release);
        } else {
            LOG.warn("The metrics poller did not end within {}: what it has open ends with the process", within);
        }
    }

    private void schedule(HubPoller hub, Duration wait) {
        try {
            var unused = threads.schedule(() -> schedule(hub, hub.step()), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Stopped: nothing more is to be done.
        }
    }
}
