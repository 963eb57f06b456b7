package io.dropsight.monitor;

import io.dropsight.intake.Committed;
import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Delivery;
import io.dropsight.intake.DeliveryException;
import io.dropsight.intake.FencedException;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourcePartition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one hub, a {@link #step} at a time. What Azure has since the committed minute is asked for again with each
 * request, so that points which come late are found; what was committed is not delivered again.
 *
 * <p>Points arrive when they are received, by the injected clock, so the promise of an idle tick holds whatever Azure
 * does. One thread at a time, apart from {@link #health} and {@link #cancel}.
 */
final class HubPoller {
    private static final Logger LOG = LoggerFactory.getLogger(HubPoller.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    /** More than the arrivals of a day's points differ by. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    /** While other sources are behind. */
    private static final Duration HELD_WAIT = Duration.ofSeconds(1);

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final HubResource hub;
    private final SourcePartition partition;
    private final PollerSettings settings;
    private final MetricsClient azure;
    private final Deliveries deliveries;
    private final Throttle throttle;
    private final PollMetrics metrics;
    private final HubState state;
    private final Clock clock;
    private final Backoff polls;
    private final Backoff kafka;

    private volatile @Nullable Delivery delivery;
    private volatile boolean cancelled;
    private @Nullable StandBy standBy;
    private Instant askAt;
    private long toldGapAt = UNKNOWN;

    HubPoller(
            HubResource hub,
            PollerSettings settings,
            MetricsClient azure,
            Deliveries deliveries,
            Throttle throttle,
            PollMetrics metrics,
            HubState.Voice voice,
            Clock clock,
            RandomGenerator random) {
        this.hub = hub;
        this.partition =
                new SourcePartition("azure-monitor", settings.endpoint().getHost(), hub.hub(), MetricsClient.METRIC, 0);
        this.settings = settings;
        this.azure = azure;
        this.deliveries = deliveries;
        deliveries.follow(partition);
        this.throttle = throttle;
        this.metrics = metrics;
        this.clock = clock;
        this.polls = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
        this.kafka = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
        this.askAt = clock.instant();
        this.state = new HubState(partition, settings, voice, askAt);
    }

    /** @return how long to wait for the next step */
    Duration step() {
        try {
            if (standBy != null && !mayTakeOver(standBy)) {
                return settings.interval();
            }
            Delivery to = opened();
            boolean held = to.isAhead(clock.instant());
            if (held) {
                state.held(clock.instant());
            }
            if (!held && !clock.instant().isBefore(throttle.freeAt(hub.subscription(), askAt))) {
                ask(to);
            }
            to.idle(clock.instant().minus(MARGIN));
            to.keepAlive();
            state.look(clock.instant());
            kafka.reset();
            return held ? HELD_WAIT : untilNext();
        } catch (FencedException e) {
            release();
            standBy = new StandBy(UNKNOWN, clock.instant());
            state.elsewhere();
            return settings.interval();
        } catch (DeliveryException e) {
            return broken(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // whatever it is, the other hubs go on, and this one too
            LOG.error("{}: polling failed in a way that is not foreseen: report this", partition, e);
            return broken(String.valueOf(e));
        }
    }

    private Duration broken(String why) {
        release();
        if (!cancelled) {
            state.deliveryFailed(why);
        }
        return kafka.next();
    }

    SourceHealth health() {
        return state.health(clock.instant());
    }

    /** From any thread: a step that runs ends soon. */
    void cancel() {
        cancelled = true;
        Delivery open = delivery;
        if (open != null) {
            open.cancel();
        }
    }

    /** After the last step. */
    void release() {
        Delivery open = delivery;
        delivery = null;
        if (open != null) {
            open.close();
        }
    }

    private Delivery opened() {
        Delivery open = delivery;
        if (open == null) {
            open = deliveries.open(partition);
            delivery = open;
            if (cancelled) {
                open.cancel();
            }
            standBy = null;
            state.opened(position(open));
        }
        return open;
    }

    private void ask(Delivery to) {
        Instant now = clock.instant();
        long from = from(to, now);
        Instant newest = now.minus(settings.settle()).truncatedTo(ChronoUnit.MINUTES);
        if (Instant.ofEpochSecond(from * 60).isBefore(newest)) {
            try {
                deliver(to, from, request(from, newest));
                polls.reset();
            } catch (PollException e) {
                failed(e);
                return;
            }
        } else {
            state.nothingToAsk();
        }
        askAt = now.plus(settings.interval());
    }

    /** The first minute to ask for. */
    private long from(Delivery to, Instant now) {
        long oldest = now.minus(settings.lookBack()).getEpochSecond() / 60;
        long position = position(to);
        if (position == Committed.NOTHING) {
            return oldest;
        }
        long lost = oldest - position - 1;
        if (lost > 0 && toldGapAt != position) {
            toldGapAt = position;
            metrics.minutes(hub.hub(), PollMetrics.Minutes.LOST, lost);
            state.gap(lost, settings.lookBack());
        }
        return Math.max(oldest, position + 1);
    }

    private List<Point> request(long from, Instant to) throws PollException {
        Instant began = clock.instant();
        PollOutcome outcome = PollOutcome.OK;
        try {
            return azure.points(hub, Instant.ofEpochSecond(from * 60), to);
        } catch (PollException e) {
            outcome = e.outcome();
            throw e;
        } finally {
            metrics.asked(hub.hub(), outcome, Duration.between(began, clock.instant()));
        }
    }

    private void deliver(Delivery to, long from, List<Point> points) {
        Instant now = clock.instant();
        // Before the first point ever, the hub may not have been there.
        boolean first = position(to) == Committed.NOTHING && !points.isEmpty();
        Series series = Series.of(points, first ? points.get(0).minute() : from, now, settings.patience());
        if (!series.ready().isEmpty()) {
            to.deliver(PointBody.of(hub, series.ready(), now));
            metrics.minutes(
                    hub.hub(), PollMetrics.Minutes.DELIVERED, series.ready().size());
            metrics.minutes(hub.hub(), PollMetrics.Minutes.MISSING, series.missing());
        }
        state.answered(position(to), series.held());
    }

    private void failed(PollException e) {
        if (cancelled) {
            return;
        }
        Instant now = clock.instant();
        Duration wait = e.outcome().needsPeople() ? settings.retry() : polls.next();
        Duration asked = e.retryAfter();
        if (e.outcome() == PollOutcome.THROTTLED) {
            throttle.pause(hub.subscription(), now, asked.compareTo(wait) > 0 ? asked : wait);
        }
        askAt = throttle.freeAt(hub.subscription(), now.plus(asked.compareTo(wait) > 0 ? asked : wait));
        state.failed(e);
    }

    /** Ticks go on while Azure is not asked. */
    private Duration untilNext() {
        Instant now = clock.instant();
        Duration wait = Duration.between(now, throttle.freeAt(hub.subscription(), askAt));
        if (wait.compareTo(settings.interval()) > 0) {
            return settings.interval();
        }
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /**
     * What another instance has committed, and since when that is so. The one that started last has the hub; if its
     * position stays where it is, it is taken for gone.
     */
    private record StandBy(long position, Instant since) {}

    private boolean mayTakeOver(StandBy waiting) {
        long position = positionNow();
        Instant now = clock.instant();
        if (position != waiting.position()) {
            standBy = new StandBy(position, now);
            return false;
        }
        return Duration.between(waiting.since(), now).compareTo(settings.staleAfter()) > 0;
    }

    private long positionNow() {
        return Optional.ofNullable(deliveries.positions(List.of(partition)).get(partition))
                .map(Committed::position)
                .orElse(Committed.NOTHING);
    }

    private static long position(Delivery of) {
        return of.committed().map(Committed::position).orElse(Committed.NOTHING);
    }
}
