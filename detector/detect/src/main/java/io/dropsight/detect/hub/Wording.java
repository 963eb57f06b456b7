package io.dropsight.detect.hub;

import io.dropsight.detect.EventTime;
import io.dropsight.detect.Selection;
import io.dropsight.model.Cause;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An alert in words: evidence with its numbers. */
final class Wording {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Wording() {}

    static List<String> evidence(AlertGroup group) {
        List<String> lines = new ArrayList<>();
        boolean anchored = group.cause == Cause.SCHEDULED;
        lines.add(String.format(
                Locale.ROOT,
                anchored
                        ? "%s drop%s about every %s; %d drops fit, half of them within %s"
                        : "sessions of %s end%s at an age of %s; %d drops fit, half of them within %s",
                group.deviceCount() == 1 ? "one device" : group.deviceCount() + " devices",
                anchored && group.deviceCount() == 1 ? "s" : "",
                duration(group.ageSeconds),
                group.fitting(),
                duration(Math.max(1, group.jitterSeconds))));
        if (group.unauthorized > 0) {
            lines.add(group.unauthorized + " of the latest " + group.recent
                    + " carried 401003 IotHubUnauthorized: the hub refused the old token");
        }
        if (2 * group.clean > group.recent) {
            lines.add(group.clean + " of the latest " + group.recent
                    + " were clean disconnects: the client closed the connection itself");
        }
        if (group.returnSeconds >= 0) {
            lines.add("back after " + duration(group.returnSeconds) + " (median)");
        }
        if (!group.example.isEmpty()) {
            lines.add("for example " + group.example);
        }
        return lines;
    }

    /** A drop and the session that it ended. */
    static String example(String device, long droppedAt, long sessionSeconds) {
        if (sessionSeconds == 0) {
            return device + ": dropped " + time(droppedAt);
        }
        return device + ": connected " + time(droppedAt - sessionSeconds) + ", dropped " + time(droppedAt) + " after "
                + duration((double) sessionSeconds);
    }

    /** @param seconds of {@link EventTime} */
    static String time(long seconds) {
        return TIME.format(EventTime.toInstant(seconds));
    }

    /** Of at least one value; changes their order. */
    static double median(double[] values) {
        int n = values.length;
        double upper = Selection.select(values, n, n / 2);
        if (n % 2 == 1) {
            return upper;
        }
        double lower = values[0];
        for (int i = 1; i < n / 2; i++) {
            lower = Math.max(lower, values[i]);
        }
        return (lower + upper) / 2;
    }

    /** Such as {@code 45 s}, {@code 65 min 2 s}, {@code 19 h 12 min}, {@code 2 d 1 h}. */
    static String duration(double seconds) {
        long s = Math.round(seconds);
        if (s < 120) {
            return s + " s";
        }
        if (s < 3 * 3600) {
            return s / 60 + " min" + (s % 60 == 0 ? "" : " " + s % 60 + " s");
        }
        long minutes = Math.round(seconds / 60);
        if (minutes < 48 * 60) {
            return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        long hours = Math.round(seconds / 3600);
        return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
    }
}
