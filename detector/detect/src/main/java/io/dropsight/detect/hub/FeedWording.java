package io.dropsight.detect.hub;

import io.dropsight.detect.feed.FeedIncident;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A gap or a delay of the log in words: evidence with its numbers. */
final class FeedWording {
    /** From here on what was missing has come, below it is lost. */
    private static final double CAME = 0.7;

    private static final double LOST = 0.2;
    /** Of the records: a clock that is ahead. */
    private static final double AHEAD = 0.5;

    private FeedWording() {}

    static double confidence(FeedIncident it) {
        if (!it.gap) {
            return 0.95;
        }
        if (it.isOpen() || it.backAt == 0) {
            return it.sources.isEmpty() ? 0.9 : 0.95;
        }
        return it.recoveredShare() >= CAME ? 0.99 : it.recoveredShare() >= LOST ? 0.9 : 0.7;
    }

    static List<String> evidence(FeedIncident it, long now, double expected) {
        List<String> lines = new ArrayList<>();
        if (it.gap) {
            gap(lines, it, now, expected);
        } else {
            delay(lines, it, now);
        }
        if (it.duplicates > 0) {
            lines.add(it.duplicates + " records came that had come before");
        }
        return lines;
    }

    private static void gap(List<String> lines, FeedIncident it, long now, double expected) {
        String who = it.sources.isEmpty()
                ? "nothing came from the hub's log"
                : "nothing came from " + String.join(", ", it.sources) + ", while the hub's other sources went on,";
        String silence = Wording.duration(it.silence(now) / 1000.0);
        lines.add(String.format(
                Locale.ROOT, "%s for %s, in which about %.0f records usually come", who, silence, Math.ceil(expected)));
        if (it.usualSilence > 0) {
            lines.add("the longest usual silence of the last week was " + Wording.duration(60.0 * it.usualSilence));
        }
        if (it.backAt == 0) {
            lines.add(
                    it.isOpen()
                            ? "blind since then: verdicts wait, for a silent log proves nothing about devices"
                            : "nothing came any more: taken as gone for good");
        } else if (it.isOpen()) {
            lines.add("records flow again; what was held back comes in");
        } else {
            lines.add(cameOrNot(it));
        }
    }

    private static String cameOrNot(FeedIncident it) {
        String numbers = String.format(
                Locale.ROOT,
                "%d records of that time came afterwards, %.0f %% of what is usual",
                it.recovered,
                100 * it.recoveredShare());
        if (it.recoveredShare() >= CAME) {
            return "delayed, not lost: " + numbers;
        }
        return it.recoveredShare() >= LOST
                ? "partly lost: " + numbers
                : "lost, or there was nothing to say: " + numbers;
    }

    private static void delay(List<String> lines, FeedIncident it, long now) {
        boolean ahead = it.arrived + it.ahead > 0 && it.ahead >= AHEAD * it.arrived;
        if (it.isOpen() && ahead) {
            lines.add(it.ahead + " records are stamped a minute or more after their arrival: the clock that stamps them"
                    + " is ahead");
        } else if (it.isOpen()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%.0f %% of the latest records came more than 8 min 45 s late; they take %s on average",
                    100 * Math.min(1, it.lateShare),
                    Wording.duration(it.lagSeconds)));
            lines.add("records go on coming: they are late, or the clock that stamps them is behind");
        } else {
            lines.add("records come in time again; they took up to " + Wording.duration(it.worstLagSeconds)
                    + " (mean of a minute)");
        }
        lines.add(
                it.isOpen()
                        ? "late since " + Wording.duration((now - it.since) / 1000.0)
                                + ": nothing is concluded from silence meanwhile"
                        : "late for " + Wording.duration((it.lateAt - it.since) / 1000.0) + ", " + it.arrived
                                + " records came meanwhile");
    }
}
