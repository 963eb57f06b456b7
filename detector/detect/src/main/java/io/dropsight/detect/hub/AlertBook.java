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
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Groups the open cases of a hub into alerts, and decides when a new version is worth telling: at once when one opens
 * or ends, or when a small group changes; else when its members doubled or 15 minutes passed, at most one a minute.
 */
final class AlertBook {
    private static final long SHORTEST_PAUSE_MILLIS = 60_000;
    private static final long LONGEST_PAUSE_MILLIS = 15 * 60_000L;
    /** A group of random drops that resolved less than this ago (event time) goes on, if it comes back. */
    private static final long REOPEN_SECONDS = 3600;

    private final String hub;
    private final FeedState feed;
    private final HubOutput output;
    private final TreeMap<String, AlertGroup> groups = new TreeMap<>();
    private final Map<String, Map<String, Member>> members = new TreeMap<>();
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
    void adopt(Member saved) {
        membersOf(saved.group()).put(saved.device().text(), saved);
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

    private Map<String, Member> membersOf(String group) {
        return members.computeIfAbsent(group, k -> new TreeMap<>());
    }

    /** @param ageClass of periodic drops; empty for others */
    void join(Member it, String ageClass, long stamp) {
        String key = it.cause().label() + "|" + ageClass;
        AlertGroup group = groups.computeIfAbsent(key, AlertGroup::new);
        changed.add(key);
        boolean opens = !group.open;
        if (opens && !isBackSoon(group, it)) {
            group.cause = it.cause();
            group.ordinal++;
            group.version = 0;
            group.peakMembers = 0;
            group.lastSeen = 0;
            group.onset = it.onset();
            group.detectedAtMillis = stamp;
            group.alertId = Ids.of(hub, it.cause().pattern().label(), key, it.onset() / 60, group.ordinal);
        }
        group.open = true;
        group.resolvedAt = opens ? 0 : group.resolvedAt;
        it.joined(key, group.alertId);
        membersOf(key).put(it.device().text(), it);
        if (opens) {
            publish(group, stamp);
        } else {
            schedule(group, stamp);
        }
    }

    /**
     * Random drops come and go: what returns within an hour goes on under its id. What is periodic starts anew, for
     * a device that dropped its period and took it up again has changed.
     */
    private static boolean isBackSoon(AlertGroup group, Member it) {
        return group.cause.pattern() == Pattern.RANDOM
                && group.resolvedAt != 0
                && it.lastSeen() - group.resolvedAt <= REOPEN_SECONDS;
    }

    void leave(Member it, long stamp, long eventTime) {
        AlertGroup group = groups.get(it.group());
        Map<String, Member> rest = membersOf(it.group());
        rest.remove(it.device().text());
        if (group == null || !group.open) {
            return;
        }
        changed.add(group.key);
        group.lastSeen = Math.max(group.lastSeen, it.lastSeen());
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
    void touch(Member it, long stamp) {
        AlertGroup group = groups.get(it.group());
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
        Collection<Member> now =
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

    private static void summarize(AlertGroup group, Collection<Member> now) {
        group.devices =
                now.stream().map(Member::name).limit(AlertGroup.LISTED_DEVICES).toList();
        group.cohort = Cohorts.of(now);
        group.confidence =
                now.stream().mapToDouble(Member::confidence).average().orElse(0);
        group.logEvidence = now.stream().mapToDouble(Member::logEvidence).max().orElse(0);
        Member latest = now.iterator().next();
        for (Member it : now) {
            latest = it.lastSeen() > latest.lastSeen() ? it : latest;
        }
        group.onset = Math.min(
                group.onset, now.stream().mapToLong(Member::onset).min().orElse(group.onset));
        group.lastSeen = Math.max(group.lastSeen, latest.lastSeen());
        group.lagSeconds = latest.lagSeconds();
        if (group.cause.pattern() == Pattern.PERIODIC) {
            PeriodicAlerts.summarize(
                    group, now.stream().map(DeviceCase.class::cast).toList());
        } else {
            RandomAlerts.summarize(
                    group, now.stream().map(RandomCase.class::cast).toList());
        }
        if (now.size() >= group.peakMembers) {
            group.peakMembers = now.size();
            group.peakMatches = group.matches;
            group.peakDevices = group.devices;
            group.peakEvidence = group.evidence;
        }
    }

    private Alert toAlert(AlertGroup group) {
        Cause cause = group.cause;
        boolean periodic = cause.pattern() == Pattern.PERIODIC;
        return new Alert(
                group.alertId,
                group.version,
                group.open ? Status.OPEN : Status.RESOLVED,
                Instant.ofEpochMilli(group.publishedAtMillis),
                hub,
                cause.pattern(),
                cause,
                group.confidence,
                group.alternatives,
                new Alert.Scope(group.cohort, group.deviceCount(), group.listed()),
                EventTime.toInstant(group.onset),
                Instant.ofEpochMilli(group.detectedAtMillis),
                EventTime.toInstant(group.lastSeen),
                group.open ? null : EventTime.toInstant(group.resolvedAt),
                periodic ? PeriodicAlerts.told(group) : null,
                null,
                null,
                null,
                periodic ? Wording.evidence(group) : group.words(),
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
