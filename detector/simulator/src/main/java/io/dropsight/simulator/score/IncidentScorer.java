package io.dropsight.simulator.score;

import io.dropsight.simulator.Truth;
import io.dropsight.simulator.score.CardWriter.Group;
import io.dropsight.simulator.score.Scorer.AlertCase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Alerts of pattern mass and feed against the incidents; the rules are {@link Scorer}'s. */
final class IncidentScorer {
    private static final Duration EARLY = Duration.ofMinutes(3);
    private static final Duration AFTER = Duration.ofMinutes(15);
    private static final Duration SHARP = Duration.ofMinutes(2);
    private static final double LATE_SECONDS = 60;
    private static final Duration RESOLVE_LIMIT = Duration.ofMinutes(60);
    private static final int SCHEDULED_TOGETHER = 3;

    private final Truth truth;
    private final CardWriter card;
    private int falseAlerts;

    IncidentScorer(Truth truth, CardWriter card) {
        this.truth = truth;
        this.card = card;
    }

    /** @return how many alerts are false */
    int score(List<AlertCase> cases, Set<String> foretold) {
        for (Group group : List.of(Group.MASS, Group.ECHO, Group.FEED)) {
            score(
                    group,
                    cases.stream().filter(it -> it.group() == group).toList(),
                    truth.incidents().stream().filter(it -> group(it) == group).toList(),
                    foretold);
        }
        return falseAlerts;
    }

    private static Group group(Truth.Incident incident) {
        return incident.pattern().equals("feed")
                ? Group.FEED
                : incident.cause().equals("sas_echo") ? Group.ECHO : Group.MASS;
    }

    /** An alert and an incident that it could be about. */
    private record Pair(AlertCase alert, Truth.Incident incident) {
        static final Comparator<Pair> BEST_FIRST = Comparator.comparing((Pair it) -> !(it.cause() && it.cohort()))
                .thenComparing(it -> !it.cohort())
                .thenComparing(it -> !it.cause())
                .thenComparing(it -> !it.incident.detectable())
                .thenComparing(it -> ForecastScorer.distance(
                        it.incident.start(), it.alert.last().onset()))
                .thenComparing(it -> it.alert.last().detectedAt())
                .thenComparing(it -> it.alert.id())
                .thenComparing(it -> it.incident.id());

        boolean cause() {
            return alert.last().cause().equals(incident.cause());
        }

        boolean cohort() {
            ScoredAlert last = alert.last();
            return last.cohortKey().equals(incident.cohortKey())
                    && last.cohortValue().equals(incident.cohortValue());
        }
    }

    private void score(Group group, List<AlertCase> alerts, List<Truth.Incident> incidents, Set<String> foretold) {
        List<Pair> pairs = new ArrayList<>();
        for (AlertCase alert : alerts) {
            incidents.stream()
                    .filter(incident -> canBeAbout(alert, incident))
                    .map(incident -> new Pair(alert, incident))
                    .forEach(pairs::add);
        }
        pairs.sort(Pair.BEST_FIRST);
        Map<String, List<AlertCase>> byIncident = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (Pair pair : pairs) {
            if (!taken.contains(pair.alert().id())
                    && !byIncident.containsKey(pair.incident().id())) {
                taken.add(pair.alert().id());
                byIncident.put(pair.incident().id(), new ArrayList<>(List.of(pair.alert())));
            }
        }
        for (Pair pair : pairs) { // the best incident of an alert that is left over
            if (taken.add(pair.alert().id())) {
                again(group, pair, byIncident.getOrDefault(pair.incident().id(), new ArrayList<>()));
            }
        }
        alerts.stream().filter(alert -> !taken.contains(alert.id())).forEach(alert -> stray(group, alert));
        for (Truth.Incident incident : incidents) {
            if (incident.detectable()) {
                List<AlertCase> own = byIncident.getOrDefault(incident.id(), List.of());
                boolean covered = foretold.contains(incident.id())
                        || pairs.stream()
                                .anyMatch(it -> it.incident().equals(incident)
                                        && it.cause()
                                        && (group != Group.MASS || it.cohort()));
                judge(group, incident, own, covered, alerts);
            }
        }
    }

    private boolean canBeAbout(AlertCase alert, Truth.Incident incident) {
        if (!alert.last().hub().equals(incident.hub())) {
            return false;
        }
        if (group(incident) == Group.ECHO
                && alert.versions().stream().anyMatch(version -> {
                    Instant at = version.forecastAt();
                    return at != null
                            && ForecastScorer.distance(at, incident.start()).compareTo(ForecastScorer.TOLERANCE) <= 0;
                })) {
            return true;
        }
        return overlap(alert, incident);
    }

    private static boolean overlap(AlertCase alert, Truth.Incident incident) {
        return !onset(alert).isAfter(over(incident).plus(AFTER))
                && !lastSeen(alert).isBefore(incident.start().minus(EARLY));
    }

    private static Instant over(Truth.Incident incident) {
        return incident.end().isAfter(incident.recovered()) ? incident.end() : incident.recovered();
    }

    private static Instant onset(AlertCase alert) {
        return alert.versions().stream()
                .map(ScoredAlert::onset)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Instant lastSeen(AlertCase alert) {
        return alert.versions().stream()
                .map(ScoredAlert::lastSeenAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** A further alert about an incident that has one. */
    private void again(Group group, Pair pair, List<AlertCase> own) {
        if (!pair.incident().detectable()) {
            return;
        }
        if (group == Group.MASS
                && !own.isEmpty()
                && !own.get(0).last().cause().equals(pair.alert().last().cause())) {
            falsePositive(group, pair.alert(), "it is " + text(pair.incident()) + ", which another alert told of");
            return;
        }
        own.add(pair.alert());
        card.reopened(group, 1);
    }

    /** An alert that no incident can be meant by. */
    private void stray(Group group, AlertCase alert) {
        ScoredAlert last = alert.last();
        Instant forecast = last.forecastAt();
        if (group == Group.ECHO
                && forecast != null
                && forecast.isAfter(truth.to().minus(ForecastScorer.TOLERANCE))) {
            return; // nobody knows
        }
        if (group == Group.MASS && last.cause().equals("scheduled") && scheduledThen(alert) >= SCHEDULED_TOGETHER) {
            return;
        }
        List<Truth.Incident> others = truth.incidents().stream()
                .filter(it -> it.hub().equals(last.hub()) && overlap(alert, it))
                .toList();
        if (group == Group.MASS && others.stream().anyMatch(it -> group(it) == Group.ECHO)) {
            card.echoesCalledOutages++;
        }
        falsePositive(
                group,
                alert,
                others.isEmpty()
                        ? "nothing of the kind happened then"
                        : "it is " + others.stream().map(IncidentScorer::text).collect(Collectors.joining(", and ")));
    }

    private long scheduledThen(AlertCase alert) {
        Instant from = onset(alert).minus(EARLY);
        Instant to = lastSeen(alert).plus(EARLY);
        return truth.devices().stream()
                .filter(it -> it.cause().equals("scheduled")
                        && it.device().hub().equals(alert.last().hub()))
                .filter(it -> it.dropTimes().stream().anyMatch(drop -> !drop.isBefore(from) && !drop.isAfter(to)))
                .count();
    }

    private void falsePositive(Group group, AlertCase alert, String what) {
        falseAlerts++;
        card.falsePositive(group, alert.text() + "; " + what);
    }

    private void judge(
            Group group, Truth.Incident incident, List<AlertCase> own, boolean covered, List<AlertCase> alerts) {
        if (own.isEmpty()) {
            if (covered) {
                card.found(group);
            } else {
                card.missed(group, text(incident) + "; " + said(group, incident, alerts));
            }
            return;
        }
        card.found(group);
        AlertCase alert = own.get(0);
        Pair pair = new Pair(alert, incident);
        if (group != Group.ECHO) {
            card.cause(group, pair.cause());
            if (!pair.cause()) {
                card.fault(Fault.Kind.CAUSE, group, "cause: " + alert.text() + "; it is " + text(incident));
            }
        }
        if (group == Group.MASS) {
            card.localised = card.localised.and(pair.cohort());
            if (!pair.cohort()) {
                card.fault(Fault.Kind.COHORT, group, "cohort: " + alert.text() + "; it is " + text(incident));
            }
            delay(incident, own);
        }
        if (group != Group.ECHO) {
            resolve(group, incident, own);
        }
    }

    private static String said(Group group, Truth.Incident incident, List<AlertCase> alerts) {
        String near = alerts.stream()
                .filter(alert -> alert.last().hub().equals(incident.hub()) && overlap(alert, incident))
                .map(AlertCase::text)
                .collect(Collectors.joining(", "));
        return near.isEmpty() ? "no alert of pattern " + group.label() + " then" : "instead: " + near;
    }

    private void delay(Truth.Incident incident, List<AlertCase> own) {
        Instant told = own.stream()
                .map(alert -> alert.last().detectedAt())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        double seconds = Math.max(0, Texts.seconds(incident.start(), told));
        boolean sharp =
                ForecastScorer.distance(incident.start(), incident.end()).compareTo(SHARP) <= 0;
        (sharp ? card.sharpDelaysSeconds : card.otherDelaysSeconds).add(seconds);
        if (sharp && seconds > LATE_SECONDS) {
            card.fault(
                    Fault.Kind.LATE,
                    Group.MASS,
                    "late: " + text(incident) + "; told at " + Texts.time(told) + ", after " + Texts.span(seconds));
        }
    }

    private void resolve(Group group, Truth.Incident incident, List<AlertCase> own) {
        Instant limit = incident.recovered().plus(RESOLVE_LIMIT);
        if (limit.isAfter(truth.to())) {
            return;
        }
        ScoredAlert last = own.stream()
                .map(AlertCase::last)
                .max(Comparator.comparing(ScoredAlert::detectedAt))
                .orElseThrow();
        boolean inTime = last.isResolved() && !last.at().isAfter(limit);
        card.resolved(group, inTime);
        if (!inTime) {
            card.fault(
                    Fault.Kind.UNRESOLVED,
                    group,
                    "unresolved: " + text(incident) + "; "
                            + (last.isResolved()
                                    ? "resolved only at " + Texts.time(last.at())
                                    : "still open at the end"));
        }
    }

    private static String text(Truth.Incident it) {
        return Texts.format(
                "%s %s of %s (%s): %d of %d devices from %s to %s",
                it.id(),
                it.cause(),
                it.hub(),
                Texts.cohort(it.cohortKey(), it.cohortValue()),
                it.drops(),
                it.scope(),
                Texts.time(it.start()),
                Texts.time(it.end()));
    }
}
