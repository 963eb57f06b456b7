package io.dropsight.detect.hub;

import io.dropsight.detect.EventTime;
import io.dropsight.detect.device.DeviceState;
import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Groups the open cases of a hub into alerts, and decides when a new version is worth telling: at once when one opens
 * or ends, or when a small group changes; else when its members doubled or 15 minutes passed, at most one a minute.
 */
final class AlertBook {
    private static final long SHORTEST_PAUSE_MILLIS = 60_000;
    private static final long LONGEST_PAUSE_MILLIS = 15 * 60_000L;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String hub;
    private final FeedState feed;
    private final HubOutput output;
    private final TreeMap<String, AlertGroup> groups = new TreeMap<>();
    private final Map<String, Map<String, DeviceCase>> members = new TreeMap<>();
    private final Timers timers = new Timers();
    private final Set<String> changed = new HashSet<>();

    AlertBook(String hub, FeedState feed, HubOutput output) {
        this.hub = hub;
        this.feed = feed;
        this.output = output;
    }

    void restore(AlertGroup saved) {
        groups.put(saved.key, saved);
        timers.move(saved.key, Timers.NONE, saved.dueMillis);
    }

    /** An open case that an earlier process had put into its group. */
    void adopt(DeviceCase saved) {
        membersOf(saved.group).put(saved.device.text(), saved);
    }

    void save(Shelf shelf) {
        for (String key : changed) {
            AlertGroup it = groups.get(key);
            if (it != null) {
                shelf.keep(Shelf.GROUP, key, it.write());
            }
        }
        changed.clear();
    }

    private Map<String, DeviceCase> membersOf(String group) {
        return members.computeIfAbsent(group, k -> new TreeMap<>());
    }

    void join(DeviceCase it, String ageClass, long stamp) {
        String key = it.cause.label() + "|" + ageClass;
        AlertGroup group = groups.computeIfAbsent(key, AlertGroup::new);
        changed.add(key);
        if (!group.open) {
            group.open = true;
            group.cause = it.cause;
            group.ordinal++;
            group.version = 0;
            group.peakMembers = 0;
            group.lastSeen = 0;
            group.onset = it.onset;
            group.detectedAtMillis = stamp;
            group.resolvedAt = 0;
            group.alertId = Ids.of(hub, Pattern.PERIODIC.label(), key, it.onset / 60, group.ordinal);
        }
        it.group = key;
        it.alertId = group.alertId;
        membersOf(key).put(it.device.text(), it);
        if (group.version == 0) {
            publish(group, stamp);
        } else {
            schedule(group, stamp);
        }
    }

    void leave(DeviceCase it, long stamp, long eventTime) {
        AlertGroup group = groups.get(it.group);
        Map<String, DeviceCase> rest = membersOf(it.group);
        rest.remove(it.device.text());
        if (group == null || !group.open) {
            return;
        }
        changed.add(group.key);
        group.lastSeen = Math.max(group.lastSeen, it.lastMatch);
        if (rest.isEmpty()) {
            group.open = false;
            group.resolvedAt = eventTime;
            publish(group, stamp);
        } else {
            schedule(group, stamp);
        }
    }

    /** The feed has ended: what waits is told, each at its own time. */
    void publishAll() {
        publishDue(Timers.NONE - 1);
    }

    /** A member's numbers have moved. */
    void touch(DeviceCase it, long stamp) {
        AlertGroup group = groups.get(it.group);
        if (group != null) {
            schedule(group, stamp);
        }
    }

    private void schedule(AlertGroup group, long stamp) {
        int size = membersOf(group.key).size();
        boolean doubled = size >= 2 * group.publishedMembers || 2 * size <= group.publishedMembers;
        long pause = doubled ? SHORTEST_PAUSE_MILLIS : LONGEST_PAUSE_MILLIS;
        long due = Math.max(stamp, group.publishedAtMillis + pause);
        if (due < group.dueMillis) {
            setDue(group, due);
        }
    }

    private void setDue(AlertGroup group, long due) {
        timers.move(group.key, group.dueMillis, due);
        group.dueMillis = due;
        changed.add(group.key);
    }

    long nextDue() {
        return timers.next();
    }

    void publishDue(long deadline) {
        while (timers.next() <= deadline) {
            AlertGroup group = groups.get(timers.first());
            if (group == null) {
                throw new IllegalStateException("a timer of a group that is not there");
            }
            publish(group, group.dueMillis);
        }
    }

    private void publish(AlertGroup group, long stamp) {
        setDue(group, Timers.NONE);
        Collection<DeviceCase> now =
                Collections.unmodifiableCollection(membersOf(group.key).values());
        if (!now.isEmpty()) {
            summarize(group, now);
        }
        group.version++;
        group.publishedAtMillis = stamp;
        group.publishedMembers = now.size();
        changed.add(group.key);
        output.alert(toAlert(group));
    }

    private static void summarize(AlertGroup group, Collection<DeviceCase> now) {
        group.devices = now.stream()
                .map(DeviceCase::name)
                .limit(AlertGroup.LISTED_DEVICES)
                .toList();
        group.cohort = Cohorts.of(now);
        group.ageSeconds = median(now.stream().mapToDouble(c -> c.period).toArray());
        group.jitterSeconds = median(now.stream().mapToDouble(c -> c.mad).toArray());
        double[] returns = now.stream()
                .mapToDouble(c -> c.returnSeconds)
                .filter(r -> r >= 0)
                .toArray();
        group.returnSeconds = returns.length == 0 ? -1 : median(returns);
        group.confidence = now.stream().mapToDouble(c -> c.confidence).average().orElse(0);
        group.logEvidence = now.stream().mapToDouble(c -> c.logEvidence).max().orElse(0);
        group.matches = now.stream().mapToLong(c -> c.matches).sum();
        group.recent = now.stream().mapToLong(c -> c.recent).sum();
        group.unauthorized = now.stream().mapToLong(c -> c.unauthorized).sum();
        group.clean = now.stream().mapToLong(c -> c.clean).sum();
        group.nextExpected = now.stream()
                .map(PeriodicBook::next)
                .filter(Objects::nonNull)
                .mapToLong(EventTime::ofInstant)
                .min()
                .orElse(0);
        DeviceCase latest = now.iterator().next();
        for (DeviceCase it : now) {
            latest = it.lastMatch > latest.lastMatch ? it : latest;
        }
        group.onset =
                Math.min(group.onset, now.stream().mapToLong(c -> c.onset).min().orElse(group.onset));
        group.lastSeen = Math.max(group.lastSeen, latest.lastMatch);
        group.lagSeconds = latest.lagSeconds;
        group.alternative = latest.alternative;
        group.example = example(latest);
        if (now.size() >= group.peakMembers) {
            group.peakMembers = now.size();
            group.peakMatches = group.matches;
            group.peakDevices = group.devices;
        }
    }

    private static String example(DeviceCase it) {
        if (it.lastSession == 0) {
            return it.name() + ": dropped " + TIME.format(EventTime.toInstant(it.lastMatch));
        }
        return it.name() + ": connected " + TIME.format(EventTime.toInstant(it.lastMatch - it.lastSession))
                + ", dropped " + TIME.format(EventTime.toInstant(it.lastMatch)) + " after "
                + Wording.duration((double) it.lastSession);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int n = values.length;
        return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
    }

    private Alert toAlert(AlertGroup group) {
        Cause cause = group.cause;
        List<Alert.Alternative> alternatives = group.alternative == cause
                ? List.of()
                : List.of(new Alert.Alternative(group.alternative, (1 - group.confidence) * 0.8));
        return new Alert(
                group.alertId,
                group.version,
                group.open ? Status.OPEN : Status.RESOLVED,
                Instant.ofEpochMilli(group.publishedAtMillis),
                hub,
                Pattern.PERIODIC,
                cause,
                group.confidence,
                alternatives,
                new Alert.Scope(group.cohort, group.deviceCount(), group.listed()),
                EventTime.toInstant(group.onset),
                Instant.ofEpochMilli(group.detectedAtMillis),
                EventTime.toInstant(group.lastSeen),
                group.open ? null : EventTime.toInstant(group.resolvedAt),
                new Alert.Periodic(
                        group.ageSeconds,
                        group.jitterSeconds,
                        TokenLifetime.of(cause, group.ageSeconds, group.jitterSeconds),
                        group.open && group.nextExpected > 0 ? EventTime.toInstant(group.nextExpected) : null),
                null,
                null,
                null,
                Wording.evidence(group),
                Advice.on(cause),
                falseAlarmProbability(group),
                new Alert.Feed(Duration.ofSeconds(group.lagSeconds), feed.isBlind()));
    }

    /** The device's ring gives a chance alarm {@value DeviceState#RING} starts. */
    private static double falseAlarmProbability(AlertGroup group) {
        double bound = DeviceState.RING * Math.exp(-group.logEvidence);
        double floor = Math.max(1e-12, Math.min(1, bound));
        return new BigDecimal(floor).round(new MathContext(2)).doubleValue();
    }
}
