package io.dropsight.simulator.score;

import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One device under {@link NaiveBaseline}'s rules. */
final class NaiveDevice {
    static final int MOST_DROPS = 8;
    static final int LEAST_DROPS = 4;
    static final int RANDOM_DROPS = 5;
    private static final int CLOSED_REMOTELY = 404104;
    private static final double MOST_DEVIATION = 0.1;
    private static final int PERIODS_UNTIL_OVER = 4;
    /** The hub may write two records as it closes one connection. */
    private static final Duration ONE_DROP = Duration.ofSeconds(10);

    private static final Duration RANDOM_WINDOW = Duration.ofHours(24);

    private final DeviceKey key;
    /** Of code 404104, rising. */
    private final Deque<Instant> closed = new ArrayDeque<>();
    /** Within the window, rising. */
    private final Deque<Instant> errors = new ArrayDeque<>();

    private final List<ScoredVerdict> told = new ArrayList<>();
    private @Nullable ScoredVerdict periodic;
    private @Nullable ScoredVerdict random;
    private Instant newest = Instant.MIN;
    private @Nullable Instant lastDrop;

    NaiveDevice(DeviceKey key) {
        this.key = key;
    }

    /** An event of any kind: time goes on. */
    void newest(Instant occurredAt) {
        newest = occurredAt.isAfter(newest) ? occurredAt : newest;
        expire();
    }

    /** @return false if it is no drop of its own: late, doubled, or a further record of the last one */
    boolean drop(DiagnosticEvent drop, Instant at) {
        Instant when = drop.occurredAt();
        if (lastDrop != null && when.isBefore(lastDrop)) {
            return false; // one that comes late would make up gaps
        }
        boolean first = lastDrop == null || when.isAfter(lastDrop.plus(ONE_DROP));
        if (first) {
            expire();
            lastDrop = when;
            errors.add(when);
            while (errors.getFirst().isBefore(when.minus(RANDOM_WINDOW))) {
                errors.removeFirst();
            }
        }
        if (drop.code() == CLOSED_REMOTELY
                && (closed.isEmpty() || when.isAfter(closed.getLast().plus(ONE_DROP)))) {
            closed.add(when);
            if (closed.size() > MOST_DROPS) {
                closed.removeFirst();
            }
            judgePeriodic(when, at);
        }
        if (first && random == null && periodic == null && errors.size() >= RANDOM_DROPS) {
            random = verdict("random", "network_loss", errors.getFirst(), at, null);
        }
        return first;
    }

    private void judgePeriodic(Instant when, Instant at) {
        Double period = period();
        ScoredVerdict open = periodic;
        if (period == null) {
            if (open != null) {
                told.add(resolved(open, when));
                periodic = null;
            }
        } else if (open == null) {
            periodic = verdict("periodic", "sas_token_expiry", closed.getFirst(), at, period);
            if (random != null) { // it has turned out to be something else
                told.add(resolved(random, when));
                random = null;
            }
        }
    }

    /** Median gap in seconds, if the gaps are alike. */
    private @Nullable Double period() {
        if (closed.size() < LEAST_DROPS) {
            return null;
        }
        List<Double> gaps = new ArrayList<>();
        Instant before = null;
        for (Instant at : closed) {
            if (before != null) {
                gaps.add(Texts.seconds(before, at));
            }
            before = at;
        }
        double median = median(gaps);
        double deviation =
                median(gaps.stream().map(gap -> Math.abs(gap - median)).toList());
        return deviation <= MOST_DEVIATION * median ? median : null;
    }

    private static double median(List<Double> values) {
        return new Samples(values).median().orElse(Double.NaN);
    }

    /** Ends what has been quiet for too long. */
    private void expire() {
        Instant last = lastDrop;
        if (last == null) {
            return;
        }
        ScoredVerdict regular = periodic;
        if (regular != null) {
            Double age = regular.ageSeconds();
            Instant lastClosed = closed.getLast();
            Instant end = lastClosed.plusSeconds(Math.round(PERIODS_UNTIL_OVER * (age == null ? 0 : age)));
            if (newest.isAfter(end)) {
                told.add(resolved(regular, end));
                periodic = null;
                closed.clear();
            }
        }
        ScoredVerdict wild = random;
        if (wild != null && newest.isAfter(last.plus(RANDOM_WINDOW))) {
            told.add(resolved(wild, last.plus(RANDOM_WINDOW)));
            random = null;
        }
    }

    /** All that was said, each verdict in its last version. */
    List<ScoredVerdict> finish(Instant latest) {
        newest(latest);
        List<ScoredVerdict> all = new ArrayList<>(told);
        if (periodic != null) {
            all.add(periodic);
        }
        if (random != null) {
            all.add(random);
        }
        return all;
    }

    private ScoredVerdict verdict(String pattern, String cause, Instant onset, Instant at, @Nullable Double age) {
        String id = key.text() + "#" + pattern + "/" + at;
        return new ScoredVerdict(id, "open", key, pattern, cause, onset, at, null, age, "");
    }

    private static ScoredVerdict resolved(ScoredVerdict it, Instant when) {
        return new ScoredVerdict(
                it.verdictId(),
                "resolved",
                it.device(),
                it.pattern(),
                it.cause(),
                it.onset(),
                it.detectedAt(),
                when,
                it.ageSeconds(),
                it.alertId());
    }
}
