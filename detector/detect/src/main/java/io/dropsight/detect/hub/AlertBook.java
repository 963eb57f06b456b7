package io.dropsight.detect.hub;

import io.dropsight.detect.EventTime;
import io.dropsight.detect.Timers;
import io.dropsight.detect.device.DeviceState;
import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    private final Map<String, AlertGroup> groups = new HashMap<>();
    /** Those of groups that are still to be taken back. */
    private final List<Member> adopted = new ArrayList<>();

    private final Timers<AlertGroup> timers = new Timers<>(Comparator.comparing(it -> it.key));
    private final Set<AlertGroup> changed = new HashSet<>();

    AlertBook(String hub, FeedState feed, HubOutput output) {
        this.hub = hub;
        this.feed = feed;
        this.output = output;
    }

    void restore(String key, byte[] value) {
        AlertGroup saved = AlertGroup.read(key, value);
        groups.put(key, saved);
        timers.update(saved);
    }

    /** An open case that an earlier process had put into its group. */
    void adopt(Member saved) {
        adopted.add(saved);
    }

    /** All is taken back. */
    void restored() {
        for (Member it : adopted) {
            groupOf(it.group()).members.put(it.device().text(), it);
        }
        adopted.clear();
    }

    private AlertGroup groupOf(String key) {
        return groups.computeIfAbsent(key, AlertGroup::new);
    }

    void save(Shelf shelf) {
        changed.forEach(it -> shelf.keep(Shelf.GROUP, it.key, it.write()));
        changed.clear();
    }

    /** @param ageClass of periodic drops; empty for others */
    void join(Member it, String ageClass, long stamp) {
        String key = it.cause().label() + "|" + ageClass;
        AlertGroup group = groupOf(key);
        changed.add(group);
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
        group.members.put(it.device().text(), it);
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
        if (group == null) {
            return;
        }
        group.members.remove(it.device().text());
        if (!group.open) {
            return;
        }
        changed.add(group);
        group.lastSeen = Math.max(group.lastSeen, it.lastSeen());
        if (group.members.isEmpty()) {
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
        int size = group.members.size();
        boolean doubled = size >= 2 * group.publishedMembers || 2 * size <= group.publishedMembers;
        long pause = doubled ? SHORTEST_PAUSE_MILLIS : LONGEST_PAUSE_MILLIS;
        long due = Math.max(stamp, group.publishedAtMillis + pause);
        if (due < group.dueMillis) {
            setDue(group, due);
        }
    }

    private void setDue(AlertGroup group, long due) {
        group.dueMillis = due;
        timers.update(group);
        changed.add(group);
    }

    long nextDue() {
        return timers.next();
    }

    void publishDue(long deadline) {
        while (timers.next() <= deadline) {
            AlertGroup group = timers.first();
            publish(group, group.dueMillis);
        }
    }

    private void publish(AlertGroup group, long stamp) {
        setDue(group, Timers.NONE);
        List<Member> now = List.copyOf(group.members.values());
        if (!now.isEmpty()) {
            summarize(group, now);
        }
        group.version++;
        group.publishedAtMillis = stamp;
        group.publishedMembers = now.size();
        changed.add(group);
        output.alert(toAlert(group));
    }

    private static void summarize(AlertGroup group, List<Member> now) {
        List<String> devices = new ArrayList<>(AlertGroup.LISTED_DEVICES);
        group.logEvidence = now.get(0).logEvidence();
        Member latest = now.get(0);
        for (Member it : now) {
            if (devices.size() < AlertGroup.LISTED_DEVICES) {
                devices.add(it.name());
            }
            group.logEvidence = Math.max(group.logEvidence, it.logEvidence());
            group.onset = Math.min(group.onset, it.onset());
            latest = it.lastSeen() > latest.lastSeen() ? it : latest;
        }
        group.devices = List.copyOf(devices);
        group.cohort = Cohorts.of(now);
        group.confidence =
                now.stream().mapToDouble(Member::confidence).average().orElse(0);
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
