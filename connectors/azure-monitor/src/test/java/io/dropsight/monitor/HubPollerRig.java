package io.dropsight.monitor;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.monitor.PollMetrics.Minutes;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Mono;

/** A poller of one hub, its server and its clock. */
abstract class HubPollerRig {
    /** Half past a minute: with a minute to settle the newest minute taken is that of 11:58. */
    static final Instant START = Instant.parse("2026-03-02T12:00:30Z");

    private static final TokenCredential CREDENTIAL = request -> Mono.fromSupplier(
            () -> new AccessToken("t", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
    static final Duration MINUTE = Duration.ofMinutes(1);

    final ManualClock clock = new ManualClock(START);
    final MemoryDeliveries deliveries = new MemoryDeliveries();
    final List<SourceAlarm> alarms = new ArrayList<>();
    final List<PollOutcome> outcomes = new ArrayList<>();
    final Map<Minutes, Long> minutes = new EnumMap<>(Minutes.class);
    final Throttle throttle = new Throttle();
    MonitorServer server;
    HubPoller poller;

    @BeforeEach
    void start() {
        server = MonitorServer.start();
        poller = poller("plant");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    HubPoller poller(String hub) {
        PollerSettings settings = PollerSettings.of(server.endpoint(), List.of(Hubs.of(hub)));
        var azure = new MetricsClient(server.endpoint(), CREDENTIAL, server.trusting(), Duration.ofSeconds(20), clock);
        var metrics = new PollMetrics() {
            @Override
            public void asked(String of, PollOutcome outcome, Duration took) {
                outcomes.add(outcome);
            }

            @Override
            public void minutes(String of, Minutes what, long count) {
                if (count > 0) {
                    minutes.merge(what, count, Long::sum);
                }
            }
        };
        return new HubPoller(
                Hubs.of(hub), settings, azure, deliveries, throttle, metrics, alarms::add, clock, new Random(1));
    }

    void count(int from, int to) {
        for (int m = from; m <= to; m++) {
            server.count("plant", minute(m), 1000);
        }
    }

    static Instant minute(int number) {
        return START.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60L * number);
    }

    static List<Long> numbers(int from, int to) {
        return LongStream.rangeClosed(
                        minute(from).getEpochSecond() / 60, minute(to).getEpochSecond() / 60)
                .boxed()
                .toList();
    }
}
