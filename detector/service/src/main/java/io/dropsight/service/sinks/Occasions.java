package io.dropsight.service.sinks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.service.view.AlertVersion;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is told of an open alert without a new version: that no silence covers it any more, and reminders. Both follow
 * from two times alone, so that a restart misses none and repeats none.
 */
final class Occasions {
    /** How often the time up to which they were told is kept, where there was none. */
    static final Duration KEEP_EVERY = Duration.ofSeconds(30);

    private final Sinks.State state;
    private final Duration remindAfter;

    /** @param remindAfter zero for never */
    Occasions(Sinks.State state, Duration remindAfter) {
        this.state = state;
        this.remindAfter = remindAfter;
    }

    /** @return envelopes as they are sent, of each alert at most one */
    List<AlertVersion> between(Instant from, Instant to) {
        List<AlertVersion> due = new ArrayList<>();
        for (AlertVersion alert : state.alerts().open()) {
            if (state.maintenance().silencing(alert, to).isPresent()) {
                continue;
            }
            if (state.maintenance().silencing(alert, from).isPresent()) {
                due.add(told(alert, "released", to.getEpochSecond(), to));
            } else if (isReminderDue(alert, from, to)) {
                due.add(told(alert, "reminder", periods(alert, to), to));
            }
        }
        return due;
    }

    private boolean isReminderDue(AlertVersion alert, Instant from, Instant to) {
        return !remindAfter.isZero()
                && !state.maintenance().isAcknowledged(alert.id())
                && periods(alert, to) > Math.max(0, periods(alert, from));
    }

    private long periods(AlertVersion alert, Instant at) {
        try {
            Duration open = Duration.between(Instant.parse(alert.text("detectedAt")), at);
            return Math.floorDiv(open.toMillis(), remindAfter.toMillis());
        } catch (DateTimeException e) {
            return 0; // a stranger's
        }
    }

    private AlertVersion told(AlertVersion alert, String what, long number, Instant at) {
        AlertVersion shown = state.publication().of(alert, at);
        ObjectNode envelope = shown.envelope().deepCopy();
        envelope.put("id", "%s/%s-%d".formatted(envelope.path("id").asText(), what, number));
        envelope.put("type", "io.dropsight.alert." + what);
        envelope.put("time", at.toString());
        return new AlertVersion(envelope, envelope.path("data"));
    }
}
