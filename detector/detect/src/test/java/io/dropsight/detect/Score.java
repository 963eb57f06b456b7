package io.dropsight.detect;

import io.dropsight.model.Cause;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import io.dropsight.model.Pattern;
import io.dropsight.model.Verdict;
import io.dropsight.simulator.Fleet;
import io.dropsight.simulator.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Verdicts against the truth. A device counts for recall once it had five expiries in view. */
final class Score {
    private static final int EXPIRIES_IN_VIEW = 5;

    int truePositives;
    int falsePositives;
    int wrongCauses;
    int found;
    int wanted;
    final List<String> faults = new ArrayList<>();
    final List<Double> periodErrors = new ArrayList<>();
    final List<Integer> dropsNeeded = new ArrayList<>();

    void add(Fleet fleet, Pipeline pipeline) {
        Map<DeviceKey, Label> labels = new HashMap<>();
        fleet.labels().forEach(label -> labels.put(label.device(), label));
        Map<DeviceKey, List<Instant>> drops = new HashMap<>();
        fleet.records().forEach(r -> {
            DiagnosticEvent e = r.event();
            if (e.operation() == Operation.DISCONNECT) {
                List<Instant> of = drops.computeIfAbsent(e.device(), k -> new ArrayList<>());
                of.add(e.occurredAt());
            }
        });
        Map<DeviceKey, Boolean> hit = new HashMap<>();
        for (Verdict verdict : pipeline.last.values()) {
            if (verdict.pattern() != Pattern.PERIODIC) {
                continue; // the labels tell of periodic devices alone
            }
            Label label = labels.get(verdict.device());
            boolean regular = label.kind() != Label.Kind.HEALTHY;
            double error = label.ages().stream()
                    .mapToDouble(age -> Math.abs(verdict.ageSeconds() / age.toSeconds() - 1))
                    .min()
                    .orElse(1);
            if (!regular || error > 0.05) {
                falsePositives++;
                faults.add("FALSE " + verdict + " BUT " + label);
                continue;
            }
            truePositives++;
            if (!verdict.cause().label().equals(label.cause())) {
                wrongCauses++;
                faults.add("CAUSE " + verdict + " BUT " + label);
            }
            if (label.kind() == Label.Kind.PERIODIC && hit.putIfAbsent(verdict.device(), true) == null) {
                periodErrors.add(error);
                dropsNeeded.add(needed(label, pipeline.first.get(verdict.verdictId()), drops.get(verdict.device())));
            }
        }
        for (Label label : labels.values()) {
            if (label.kind() == Label.Kind.PERIODIC && label.expiries() >= EXPIRIES_IN_VIEW) {
                wanted++;
                if (hit.containsKey(label.device())) {
                    found++;
                } else {
                    faults.add("MISSED " + label);
                }
            }
        }
    }

    /** Expiries until the verdict: at most one a period, and no more than there were drops. */
    private static int needed(Label label, Verdict verdict, List<Instant> drops) {
        Instant seen = verdict.detectedAt().minus(Duration.ofMinutes(10));
        long all = drops.stream()
                .filter(d -> !d.isBefore(label.firstExpiry()) && !d.isAfter(seen))
                .map(d -> d.getEpochSecond() / 30)
                .distinct()
                .count();
        double shortest =
                label.ages().stream().mapToLong(Duration::toSeconds).min().orElseThrow();
        long most = 1 + (long) (Duration.between(label.firstExpiry(), seen).toSeconds() / (0.97 * shortest));
        return (int) Math.min(all, most);
    }

    double precision() {
        return truePositives / (double) Math.max(1, truePositives + falsePositives);
    }

    double recall() {
        return found / (double) Math.max(1, wanted);
    }

    static <T extends Comparable<T>> T median(List<T> values) {
        List<T> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    /** Verdicts that blame a token on a device that has none or follows a schedule. */
    static long sasOnOthers(Fleet fleet, Pipeline pipeline) {
        Map<DeviceKey, Label> labels = new HashMap<>();
        fleet.labels().forEach(label -> labels.put(label.device(), label));
        return pipeline.last.values().stream()
                .filter(v -> v.cause() == Cause.SAS_TOKEN_EXPIRY || v.cause() == Cause.SAS_TOKEN_RENEWAL)
                .filter(v -> !labels.get(v.device()).cause().startsWith("sas_"))
                .count();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "precision %.4f (%d true, %d false), recall %.4f (%d of %d), wrong causes %d, drops needed %d,"
                        + " period error %.5f",
                precision(),
                truePositives,
                falsePositives,
                recall(),
                found,
                wanted,
                wrongCauses,
                dropsNeeded.isEmpty() ? -1 : (int) median(dropsNeeded),
                periodErrors.isEmpty() ? -1.0 : (double) median(periodErrors));
    }
}
