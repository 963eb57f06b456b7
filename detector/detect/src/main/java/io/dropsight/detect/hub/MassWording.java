package io.dropsight.detect.hub;

import io.dropsight.detect.EventTime;
import io.dropsight.detect.mass.BurstFact;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A mass incident in words: evidence with its numbers. */
final class MassWording {
    private static final int EXAMPLES = 3;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private MassWording() {}

    static List<String> evidence(MassIncident it) {
        List<String> lines = new ArrayList<>();
        String devices = it.dropped == 1 ? "1 device" : String.format(Locale.ROOT, "%,d devices", it.dropped);
        String window = "between " + time(it.onset) + " and " + time(it.last);
        if (it.isEcho()) {
            lines.add(devices + " dropped together " + window + ": their tokens end together");
            double age = it.meanAge > 0 ? it.meanAge : it.age;
            if (age > 0) {
                lines.add("their sessions end at an age of " + Wording.duration(age)
                        + ", and their drops repeat the spread of their connects");
            }
            if (it.foretold) {
                lines.add("this was forecast from their last common connect");
            }
        } else if (it.isRollout()) {
            lines.add(devices + " came back with another SDK version " + window);
        } else {
            lines.add(devices + " dropped " + window
                    + (it.before() > 0
                            ? String.format(
                                    Locale.ROOT,
                                    ", %.0f %% of the %,d connected before%s",
                                    100.0 * Math.min(1, it.dropped / (double) Math.max(it.before(), it.dropped)),
                                    it.before(),
                                    it.told == null ? "" : " there")
                            : ""));
            if (it.windowMinutes > 0) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%.0f times the usual number: in %d minutes %s to be expected",
                        it.lift,
                        it.windowMinutes,
                        it.expected < 0.1
                                ? "fewer than 0.1 were"
                                : String.format(Locale.ROOT, "%.1f were", it.expected)));
            }
        }
        if (it.told != null && it.isOutage()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%.0f %% of them share %s %s; others did not drop as often",
                    100 * it.share,
                    it.told.key(),
                    it.told.value()));
        }
        codes(it, lines);
        if (it.becameNormal) {
            lines.add("the rate has been even for an hour and is taken for the usual one from now on");
        } else if (it.endedAt != 0) {
            lines.add("nobody has dropped of it since " + time(it.endedAt));
        }
        if (it.returned >= 0 && it.isOutage()) {
            lines.add(String.format(Locale.ROOT, "%,d of %,d are back", it.returned, it.dropped));
        }
        if (!it.examples.isEmpty()) {
            lines.add("for example " + String.join("; ", it.examples));
        }
        return lines;
    }

    private static void codes(MassIncident it, List<String> lines) {
        count(lines, it.codes.server(), it.codes.all(), "a 5xx code: the hub had trouble of its own");
        count(lines, it.codes.maintenance(), it.codes.all(), "400029 or 400030: the service moved connections");
        count(lines, it.codes.failover(), it.codes.all(), "404012 IotHubFailingOver");
        count(lines, it.codes.quota(), it.codes.all(), "403002 IotHubQuotaExceeded: until 00:00 UTC");
        count(lines, it.codes.suspended(), it.codes.all(), "403001 IotHubSuspended");
        if (it.refused > 0) {
            lines.add(String.format(Locale.ROOT, "%,d connects were refused by the hub itself", it.refused));
        }
    }

    private static void count(List<String> lines, int count, int all, String what) {
        if (count > 0) {
            lines.add(String.format(Locale.ROOT, "%,d of %,d drops and refusals carried %s", count, all, what));
        }
    }

    /** The first few of a burst. */
    static List<String> examples(List<BurstFact> members) {
        return members.stream()
                .sorted(Comparator.comparingLong(BurstFact::at).thenComparing(BurstFact::device))
                .limit(EXAMPLES)
                .map(fact -> fact.device() + " dropped " + time(fact.at())
                        + (fact.sessionSeconds() > 0 ? " after " + Wording.duration(fact.sessionSeconds()) : "")
                        + (fact.code() == 0 ? "" : " (" + fact.code() + ")"))
                .toList();
    }

    private static String time(long second) {
        return TIME.format(EventTime.toInstant(second));
    }
}
