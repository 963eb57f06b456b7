package io.dropsight.simulator.score;

import io.dropsight.model.DeviceKey;
import io.dropsight.simulator.Truth;
import io.dropsight.simulator.score.CardWriter.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Verdicts on single devices against the truth about them; the rules are {@link Scorer}'s. */
final class DeviceScorer {
    private static final double AGE_TOLERANCE = 0.05;
    private static final Duration SLACK = Duration.ofMinutes(15);
    /** No drop is judged before it has settled. */
    private static final Duration SETTLING = Duration.ofMinutes(10);

    private static final Duration LEAST_HOLD = Duration.ofHours(4);
    private static final Duration RESOLVE_SLACK = Duration.ofHours(12);
    private static final int DROPS_AFTER_GIVING_UP = 3;
    /** Twice the drops that the median may need. */
    private static final int LATE_PERIODIC = 10;

    private static final int LATE_RANDOM = 24;

    private final Truth truth;
    private final CardWriter card;
    private final Map<DeviceKey, List<Truth.Device>> entries = new HashMap<>();
    private final Map<DeviceKey, List<ScoredVerdict>> verdicts = new HashMap<>();
    /** By identity: nothing forbids two equal entries. */
    private final IdentityHashMap<Truth.Device, List<ScoredVerdict>> matched = new IdentityHashMap<>();

    DeviceScorer(Truth truth, CardWriter card) {
        this.truth = truth;
        this.card = card;
        truth.devices().forEach(entry -> entries.computeIfAbsent(entry.device(), k -> new ArrayList<>())
                .add(entry));
    }

    /** @return what each verdict is worth, by its id */
    Map<String, Judgement> score(List<ScoredVerdict> all) {
        Map<String, Judgement> judgements = new HashMap<>();
        List<ScoredVerdict> inOrder = all.stream()
                .sorted(Comparator.comparing(ScoredVerdict::detectedAt).thenComparing(ScoredVerdict::verdictId))
                .toList();
        for (ScoredVerdict verdict : inOrder) {
            verdicts.computeIfAbsent(verdict.device(), k -> new ArrayList<>()).add(verdict);
            judgements.put(verdict.verdictId(), match(verdict));
        }
        for (Truth.Device entry : truth.devices()) {
            if (entry.detectable()) {
                judge(entry, matched.getOrDefault(entry, List.of()));
            }
        }
        return judgements;
    }

    private Judgement match(ScoredVerdict verdict) {
        List<Truth.Device> ofDevice = entries.getOrDefault(verdict.device(), List.of());
        Truth.Device best = ofDevice.stream()
                .filter(entry -> entry.pattern().equals(verdict.pattern()) && overlap(entry, verdict))
                .filter(entry -> ageError(entry, verdict) <= AGE_TOLERANCE)
                .min(Comparator.comparing((Truth.Device entry) -> !entry.detectable())
                        .thenComparing(entry -> !entry.cause().equals(verdict.cause()))
                        .thenComparingDouble(entry -> ageError(entry, verdict))
                        .thenComparing(Truth.Device::onset))
                .orElse(null);
        if (best == null) {
            card.falsePositive(group(verdict.pattern()), text(verdict) + "; " + whatIs(verdict, ofDevice));
            return Judgement.FALSE;
        }
        matched.computeIfAbsent(best, k -> new ArrayList<>()).add(verdict);
        return best.detectable() ? Judgement.RIGHT : Judgement.NEITHER;
    }

    private static boolean overlap(Truth.Device entry, ScoredVerdict verdict) {
        Instant until = entry.until();
        return !verdict.detectedAt().isBefore(entry.onset())
                && (until == null || !verdict.onset().isAfter(until.plus(SLACK)));
    }

    /** Relative; 0 where there is no age to compare. */
    private static double ageError(Truth.Device entry, ScoredVerdict verdict) {
        Double age = verdict.ageSeconds();
        if (!entry.pattern().equals("periodic") || entry.ages().isEmpty()) {
            return 0;
        }
        return age == null ? 1 : Math.abs(age / seconds(nearest(entry, age)) - 1);
    }

    private static Duration nearest(Truth.Device entry, double age) {
        return entry.ages().stream()
                .min(Comparator.comparingDouble(it -> Math.abs(age / seconds(it) - 1)))
                .orElse(Duration.ZERO);
    }

    private void judge(Truth.Device entry, List<ScoredVerdict> found) {
        Group group = group(entry.pattern());
        if (found.isEmpty()) {
            card.missed(group, text(entry) + "; " + said(entry));
            return;
        }
        card.found(group);
        for (ScoredVerdict verdict : found) {
            boolean right = verdict.cause().equals(entry.cause());
            card.cause(group, right);
            if (!right) {
                card.fault(Fault.Kind.CAUSE, group, "cause: " + text(verdict) + "; it is " + text(entry));
            }
        }
        ScoredVerdict first = found.get(0);
        if (group == Group.PERIODIC && !entry.ages().isEmpty()) {
            card.periodErrors.add(ageError(entry, first));
        }
        drops(entry, group, first);
        card.reopened(group, found.size() - told(entry, found));
        resolve(entry, group, found);
    }

    /** Ages of the entry that have a verdict: each is told of once. */
    private static int told(Truth.Device entry, List<ScoredVerdict> found) {
        return (int) found.stream()
                .map(verdict -> {
                    Double age = verdict.ageSeconds();
                    return age == null ? Duration.ZERO : nearest(entry, age);
                })
                .distinct()
                .count();
    }

    private void drops(Truth.Device entry, Group group, ScoredVerdict first) {
        Instant settled = first.detectedAt().minus(SETTLING);
        long drops =
                entry.dropTimes().stream().filter(at -> !at.isAfter(settled)).count();
        (group == Group.PERIODIC ? card.periodicDrops : card.randomDrops).add((double) drops);
        if (drops > (group == Group.PERIODIC ? LATE_PERIODIC : LATE_RANDOM)) {
            card.fault(
                    Fault.Kind.LATE,
                    group,
                    Texts.format(
                            "late: %s; found at %s after %d drops",
                            text(entry), Texts.time(first.detectedAt()), drops));
        }
    }

    private void resolve(Truth.Device entry, Group group, List<ScoredVerdict> found) {
        Instant until = entry.until();
        if (until == null) {
            return;
        }
        Duration periods = entry.ages().stream()
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO)
                .multipliedBy(4);
        Duration hold = periods.compareTo(LEAST_HOLD) > 0 ? periods : LEAST_HOLD;
        Instant limit = until.plus(hold).plus(RESOLVE_SLACK);
        if (limit.isAfter(truth.to())) {
            return;
        }
        Instant resolved = found.stream()
                .max(Comparator.comparing(ScoredVerdict::onset))
                .map(ScoredVerdict::resolvedAt)
                .orElse(null);
        long later = resolved == null
                ? 0
                : entry.dropTimes().stream().filter(resolved::isBefore).count();
        boolean inTime = resolved != null && !resolved.isAfter(limit) && later < DROPS_AFTER_GIVING_UP;
        card.resolved(group, inTime);
        if (!inTime) {
            String what = resolved == null
                    ? "still open at the end"
                    : later < DROPS_AFTER_GIVING_UP
                            ? "resolved only at " + Texts.time(resolved)
                            : "given up at " + Texts.time(resolved) + ", " + later + " drops were to come";
            card.fault(Fault.Kind.UNRESOLVED, group, "unresolved: " + text(entry) + "; " + what);
        }
    }

    private String said(Truth.Device entry) {
        List<ScoredVerdict> others = verdicts.getOrDefault(entry.device(), List.of());
        return others.isEmpty()
                ? "no verdict"
                : "instead: "
                        + others.stream()
                                .map(verdict ->
                                        verdict.cause() + age(verdict) + " since " + Texts.time(verdict.onset()))
                                .collect(Collectors.joining(", "));
    }

    private String whatIs(ScoredVerdict verdict, List<Truth.Device> ofDevice) {
        if (!ofDevice.isEmpty()) {
            return "it is " + ofDevice.stream().map(DeviceScorer::text).collect(Collectors.joining(", and "));
        }
        return truth.incidents().stream()
                .filter(incident -> incident.hub().equals(verdict.device().hub()))
                .filter(incident -> !incident.start().isAfter(verdict.detectedAt())
                        && !incident.recovered().plus(SLACK).isBefore(verdict.onset()))
                .findFirst()
                .map(incident -> "the device is healthy, the hub had " + incident.cause() + " at "
                        + Texts.time(incident.start()))
                .orElse("the device is healthy");
    }

    private static String text(Truth.Device entry) {
        List<Instant> drops = entry.dropTimes();
        String seen = "no drop in view";
        if (!drops.isEmpty()) {
            Instant first = drops.get(0);
            Instant last = drops.get(drops.size() - 1);
            double days = Texts.seconds(first, last) / 86_400;
            seen = Texts.format("%d drops in view from %s to %s", drops.size(), Texts.time(first), Texts.time(last))
                    + (days > 0 ? Texts.format(" at %.1f/day", (drops.size() - 1) / days) : "");
        }
        String ages = entry.ages().stream()
                .map(age -> Texts.span(seconds(age)))
                .collect(Collectors.joining(" or ", " of ", ""));
        return entry.cause()
                + (entry.ages().isEmpty() ? "" : ages)
                + " on "
                + entry.device().text()
                + ": "
                + seen;
    }

    private static String text(ScoredVerdict verdict) {
        return Texts.format(
                "verdict %s %s%s on %s since %s, told at %s",
                verdict.pattern(),
                verdict.cause(),
                age(verdict),
                verdict.device().text(),
                Texts.time(verdict.onset()),
                Texts.time(verdict.detectedAt()));
    }

    private static String age(ScoredVerdict verdict) {
        Double age = verdict.ageSeconds();
        return age == null ? "" : " of " + Texts.span(age);
    }

    private static Group group(String pattern) {
        return pattern.equals("periodic") ? Group.PERIODIC : Group.RANDOM;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
