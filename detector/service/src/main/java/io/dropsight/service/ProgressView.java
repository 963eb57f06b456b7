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

/** How far a replay is: a bar on a terminal, a plain line every few seconds elsewhere. */
final class ProgressView implements Progress, AutoCloseable {
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;

    private final boolean terminal;
    private final PrintWriter lines;
    private @Nullable ProgressBar bar;
    private @Nullable Phase phase;
    private long lineAt = System.nanoTime();

    ProgressView(boolean terminal, PrintWriter lines) {
        this.terminal = terminal;
        this.lines = lines;
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
        if (terminal) {
            ProgressBar on = bar;
            if (now != phase || on == null) {
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
                phase = now;
            }
            on.stepTo(done);
            on.setExtraMessage(String.format(Locale.ROOT, "%,d records", records));
        } else if (System.nanoTime() - lineAt >= LINE_EVERY_NANOS) {
            lineAt = System.nanoTime();
            String share = total > 0 ? String.format(Locale.ROOT, "%d %%, ", 100 * done / total) : "";
            lines.printf(Locale.ROOT, "%s: %s%,d records%n", task, share, records);
        }
    }

    @Override
    public void close() {
        ProgressBar on = bar;
        if (on != null) {
            on.close();
            bar = null;
        }
    }
}
