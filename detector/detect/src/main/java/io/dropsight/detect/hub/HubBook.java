package io.dropsight.detect.hub;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.Census;
import io.dropsight.detect.DetectConfig;
import io.dropsight.detect.DropFact;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.HubMetric;
import io.dropsight.detect.Signal;
import io.dropsight.detect.Traits;
import io.dropsight.detect.metric.Dip;
import io.dropsight.detect.periodic.PeriodicJudge;
import io.dropsight.detect.random.RandomJudge;
import io.dropsight.model.DeviceKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is decided about one hub: verdicts on its devices, and the alerts that tell of them. Hears signals and timers
 * in one order only, (time, key, number), and so decides the same wherever and however often it is run.
 *
 * <p>A census may come in parts, one a partition, with nothing else between: no decision may be taken until all are
 * heard, that is, before the next signal or timer. Not thread-safe.
 */
final class HubBook {
    private final String hub;
    private final FleetBook fleet = new FleetBook();
    private final FeedBook feed;
    private final HeldCandidates held = new HeldCandidates();
    private final AlertBook alerts;
    private final PeriodicBook periodic;
    private final RandomBook random;
    private final MassBook mass;
    private final MetricBook metric;

    HubBook(String hub, DetectConfig config, HubOutput output) {
        this.hub = hub;
        this.feed = new FeedBook(hub, config.feed(), fleet, output);
        this.alerts = new AlertBook(hub, feed, output);
        this.periodic =
                new PeriodicBook(new PeriodicJudge(config.periodic()), fleet, feed, this::claimed, alerts, output);
        this.mass = new MassBook(hub, config.mass(), fleet, periodic, feed, this::witnessed, output);
        this.random = new RandomBook(new RandomJudge(config.random()), periodic, fleet, mass, alerts, output);
        this.metric =
                new MetricBook(config.metric(), feed, mass::isExplained, new MetricAlerts(hub, fleet, feed, output));
    }

    /** The periodic book and the mass book know each other: what one explains the other does not count. */
    private Claims.@Nullable Claim claimed(Traits traits, long at) {
        return mass.on(traits, at);
    }

    private Optional<Dip> witnessed(long minute) {
        return metric.dipAt(minute);
    }

    /** Takes back what an earlier process saved. */
    void restore(byte kind, String name, byte[] value) {
        switch (kind) {
            case Shelf.CASE -> periodic.restore(DeviceCase.read(DeviceKey.parse(name), value));
            case Shelf.RANDOM_CASE -> random.restore(RandomCase.read(DeviceKey.parse(name), value));
            case Shelf.RATE -> random.restoreRate(name, value);
            case Shelf.GROUP -> alerts.restore(name, value);
            case Shelf.SERIES, Shelf.FACT, Shelf.INCIDENT -> mass.restore(kind, name, value);
            case Shelf.FLEET -> fleet.restore(name, value);
            case Shelf.METRIC -> metric.restore(value);
            case Shelf.FEED -> feed.restore(value);
            case Shelf.HELD -> held.restore(name, value);
            default ->
                throw new IllegalArgumentException(
                        "a book entry of kind " + (char) kind + " is not known to this version");
        }
    }

    /** All is taken back. */
    void restored() {
        alerts.restored();
    }

    void save(Shelf shelf) {
        fleet.save(shelf);
        feed.save(shelf);
        held.save(shelf);
        metric.save(shelf);
        periodic.save(shelf);
        mass.save(shelf);
        random.save(shelf);
        alerts.save(shelf);
    }

    void hear(Signal signal) {
        if (signal instanceof Candidate candidate) {
            if (!feed.isGap() || !held.keep(candidate)) {
                judge(candidate);
            }
        } else if (signal instanceof DropFact fact) {
            mass.hear(fact);
            random.hear(fact);
        } else if (signal instanceof Census census) {
            fleet.hear(census);
            feed.hear(census);
            metric.hear(census);
            mass.begin(EventTime.ofMillis(census.stamp()));
        } else if (signal instanceof HubMetric point) {
            fleet.metric(point.at(), point.value());
            metric.hear(point);
            mass.begin(point.at());
        }
    }

    private void judge(Candidate candidate) {
        periodic.signal(candidate);
        random.hear(candidate);
    }

    /** @param at ms on the arrival axis */
    HubLevel level(long at) {
        MassIncident wave = mass.nextForecast(EventTime.ofMillis(at));
        return new HubLevel(
                hub,
                fleet.known(),
                fleet.connected(),
                fleet.latestMetric(),
                feed.latestLag(),
                feed.isBlind(),
                wave == null ? 0 : EventTime.toMillis(wave.forecastAt) / 1000,
                wave == null ? 0 : wave.forecastDevices);
    }

    /** The next timer's deadline, ms; {@code Long.MAX_VALUE} if none. */
    long nextDeadline() {
        long silence = feed.notBefore(Math.min(periodic.nextDeadline(), random.nextDeadline()));
        return Math.min(
                Math.min(Math.min(feed.nextDeadline(), metric.nextDeadline()), silence),
                Math.min(mass.nextDeadline(), alerts.nextDue()));
    }

    /** Fires what is due at {@code deadline}. */
    void fire(long deadline) {
        feed.fire(deadline);
        mass.fire(deadline);
        metric.fire(deadline);
        if (!feed.isGap()) {
            held.release().forEach(candidate -> judge(candidate.heardAt(deadline)));
        }
        if (feed.notBefore(Math.min(periodic.nextDeadline(), random.nextDeadline())) <= deadline) {
            periodic.fire(deadline);
            random.fire(deadline);
        }
        alerts.publishDue(deadline);
    }

    /** The feed has ended: what waits to be published is. */
    void end(long lastArrival) {
        feed.end();
        mass.end(lastArrival);
        alerts.publishAll();
    }
}
