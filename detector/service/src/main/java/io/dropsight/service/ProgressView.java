package io.dropsight.service;

import io.dropsight.files.Progress;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a replay is: a bar on a terminal, a plain line for every few seconds of work elsewhere. */
final class ProgressView implements Progress, AutoCloseable {
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;
    private static final String STARTING = "starting ...";

    private final boolean terminal;
    private final PrintWriter lines;
    private @Nullable ProgressBar bar;
    private @Nullable Phase phase;
    private long lineAt;
    private boolean starting;

    ProgressView(boolean terminal, PrintWriter lines) {
        this.terminal = terminal;
        this.lines = lines;
    }

    /** Until the first call of {@link #at} the broker starts: a few seconds in which a terminal is not left blank. */
    void starting() {
        if (terminal) {
            starting = true;
            lines.print(STARTING);
            lines.flush();
        }
    }

    @Override
    public void at(Phase now, long done, long total, long records) {
        if (now == Phase.READING) {
            at("reading", now, done, total, records, " MB", 1_000_000);
        } else {
            at("analysing", now, done, total, done, " records", 1);
        }
    }

    private void at(String task, Phase now, long done, long total, long records, String unit, long unitSize) {
        boolean begins = now != phase;
        phase = now;
        if (terminal) {
            ProgressBar on = bar;
            if (begins || on == null) {
                close();
                on = new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setUnit(unit, unitSize)
                        .setStyle(ProgressBarStyle.ASCII)
                        .showSpeed()
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new ConsoleProgressBarConsumer(new PrintStream(System.err, true)))
                        .build();
                bar = on;
            }
            on.stepTo(done);
            on.setExtraMessage(String.format(Locale.ROOT, "%,d records", records));
        } else if (begins) {
            lineAt = System.nanoTime();
        } else if (System.nanoTime() - lineAt >= LINE_EVERY_NANOS) {
            lineAt = System.nanoTime();
            String share = total > 0 ? String.format(Locale.ROOT, "%d %%, ", 100 * done / total) : "";
            lines.printf(Locale.ROOT, "%s: %s%,d records%n", task, share, records);
        }
    }

    @Override
    public void close() {
        if (starting) {
            starting = false;
            lines.print("\r" + " ".repeat(STARTING.length()) + "\r");
            lines.flush();
        }
        ProgressBar on = bar;
        if (on != null) {
            on.close();
            bar = null;
        }
    }
}
