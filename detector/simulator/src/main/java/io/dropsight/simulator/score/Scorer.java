package io.dropsight.simulator.score;

import io.dropsight.simulator.Truth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges what a detector said about a log by the truth about it. Pure and stateless; the same input gives the same card.
 *
 * <p><b>Devices.</b> A verdict is right if the truth has an entry of its device and pattern which overlaps it (the
 * verdict's onset is at most 15 minutes after the cure, its detection not before the trouble's onset) and, of a periodic
 * one, has an age or lag within 5 % of the verdict's. Otherwise it is a false positive of its pattern: on a healthy
 * device, at another age, a random verdict on a device that is periodic or merely inside an incident. An entry counts as
 * found once, however many verdicts tell of it; those at the same age beyond the first are counted as reopened. The
 * cause is judged on every right verdict. Drops needed are the entry's drops up to 10 minutes before the first right
 * verdict's detection, for no drop is judged before it has settled. A cured entry is resolved in time if its last
 * verdict resolves within max(4 hours, 4 periods) + 12 hours of the cure, and is not given up while three or more of its
 * drops are to come; cures too late in the log to tell are not counted.
 *
 * <p><b>Incidents.</b> An alert of pattern {@code mass} or {@code feed} can belong to an incident of its hub and pattern
 * whose [start - 3 min, later of end and recovered + 15 min] overlaps the alert's [onset, last seen] over all its
 * versions. Alerts and incidents are paired one to one, the best pairs first: right cause and cohort, then right cohort,
 * then right cause, then the detectable incident, then the nearer in time. An alert that is left over is reopened if its
 * cause is that of the incident's own alert, else a false positive (of {@code feed} it is always reopened: a gap may well
 * turn out to be a delay). An incident that is left over is found all the same if an alert of its cause and cohort stayed
 * open over it. Cause and cohort are judged on the alert's last version, the delay on its detection, which never changes:
 * arrival of what raised it less the true start. An incident is sharp if its drops begin within 2 minutes. It is resolved
 * in time if its last alert is, on the arrival axis, within 60 minutes of the recovery.
 *
 * <p><b>Echoes.</b> Cause {@code sas_echo} is a group of its own. Only alerts of that cause can find an echo, by overlap
 * or by a forecast within 3 minutes of its start; so does a right forecast of any alert. An alert of another cause whose
 * only company is an echo is a false positive of {@code mass}: an echo called an outage. A forecast is right if its last
 * version before that time is within 3 minutes of an echo's start and within 30 % of its number of devices. Echoes
 * expected for after the log's end are not judged.
 *
 * <p><b>What is not detectable</b> counts neither way, found or missed. So does a mass alert {@code scheduled} in whose
 * time three or more of its hub's scheduled devices drop.
 *
 * <p><b>False alerts</b> are false mass, echo and feed alerts, and alerts of devices none of whose verdicts is right or
 * about something not detectable; severity does not matter. A verdict without an alert stands for itself, and an alert
 * without a verdict (its devices may have moved to another one) is false if none of the devices that it names has trouble
 * of its pattern. Hubs are those
 * which are named in truth or findings, one at least, so that hub-days are never overstated.
 */
public final class Scorer {
    private Scorer() {}

    public static ScoreCard score(Truth truth, ScoredFindings findings) {
        return score(truth, findings.alerts(), findings.verdicts());
    }

    /**
     * @param alerts   every version of every alert, in any order
     * @param verdicts the last version of each verdict
     */
    public static ScoreCard score(Truth truth, List<ScoredAlert> alerts, List<ScoredVerdict> verdicts) {
        CardWriter card = new CardWriter(truth);
        List<AlertCase> cases = AlertCase.of(alerts);
        Map<String, Judgement> ofVerdicts = new DeviceScorer(truth, card).score(verdicts);
        Set<String> foretold = new ForecastScorer(truth, card).score(cases);
        int falseAlerts = new IncidentScorer(truth, card).score(cases, foretold);
        falseAlerts += falseDeviceAlerts(truth, card, cases, verdicts, ofVerdicts);
        return card.card(falseAlerts, hubs(truth, alerts, verdicts));
    }

    private static int falseDeviceAlerts(
            Truth truth,
            CardWriter card,
            List<AlertCase> cases,
            List<ScoredVerdict> verdicts,
            Map<String, Judgement> judgements) {
        Map<String, Judgement> best = new LinkedHashMap<>();
        for (ScoredVerdict verdict : verdicts) {
            String alert = verdict.alertId().isEmpty() ? "verdict " + verdict.verdictId() : verdict.alertId();
            Judgement judgement = judgements.getOrDefault(verdict.verdictId(), Judgement.FALSE);
            best.merge(alert, judgement, (a, b) -> a == Judgement.FALSE ? b : a);
        }
        for (AlertCase it : cases) {
            CardWriter.Group group = it.group();
            if (group == CardWriter.Group.PERIODIC || group == CardWriter.Group.RANDOM) {
                boolean about = truth.devices().stream()
                        .anyMatch(entry -> entry.pattern().equals(group.label())
                                && it.versions().stream()
                                        .anyMatch(version -> version.devices().contains(entry.device())));
                if (best.putIfAbsent(it.id(), about ? Judgement.NEITHER : Judgement.FALSE) == null && !about) {
                    card.fault(Fault.Kind.FALSE, group, "false: " + it.text() + "; its devices have no such trouble");
                }
            }
        }
        return (int) best.values().stream().filter(Judgement.FALSE::equals).count();
    }

    private static int hubs(Truth truth, List<ScoredAlert> alerts, List<ScoredVerdict> verdicts) {
        Set<String> hubs = new HashSet<>();
        truth.devices().forEach(device -> hubs.add(device.device().hub()));
        truth.incidents().forEach(incident -> hubs.add(incident.hub()));
        alerts.forEach(alert -> hubs.add(alert.hub()));
        verdicts.forEach(verdict -> hubs.add(verdict.device().hub()));
        return Math.max(1, hubs.size());
    }

    /** All versions of one alert, the first one first. */
    record AlertCase(List<ScoredAlert> versions) {
        static List<AlertCase> of(List<ScoredAlert> alerts) {
            Map<String, List<ScoredAlert>> byId = new LinkedHashMap<>();
            alerts.forEach(alert -> byId.computeIfAbsent(alert.alertId(), id -> new ArrayList<>())
                    .add(alert));
            return byId.values().stream()
                    .map(versions -> versions.stream()
                            .sorted(Comparator.comparingInt(ScoredAlert::version))
                            .toList())
                    .map(AlertCase::new)
                    .toList();
        }

        ScoredAlert last() {
            return versions.get(versions.size() - 1);
        }

        String id() {
            return last().alertId();
        }

        CardWriter.Group group() {
            ScoredAlert last = last();
            return switch (last.pattern()) {
                case "periodic" -> CardWriter.Group.PERIODIC;
                case "random" -> CardWriter.Group.RANDOM;
                case "feed" -> CardWriter.Group.FEED;
                default -> last.cause().equals("sas_echo") ? CardWriter.Group.ECHO : CardWriter.Group.MASS;
            };
        }

        String text() {
            ScoredAlert it = last();
            return Texts.format(
                    "alert %s %s of %s (%s, %d devices), %s to %s",
                    it.pattern(),
                    it.cause(),
                    it.hub(),
                    Texts.cohort(it.cohortKey(), it.cohortValue()),
                    it.deviceCount(),
                    Texts.time(it.onset()),
                    Texts.time(it.lastSeenAt()));
        }
    }
}
