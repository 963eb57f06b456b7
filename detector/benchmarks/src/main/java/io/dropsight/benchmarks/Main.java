package io.dropsight.benchmarks;

import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** JMH with {@link Meter}; takes JMH's options and prints medians at the end, or {@code sizes} and prints those. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException, IOException {
        if (arguments.length == 1 && arguments[0].equals("sizes")) {
            Sizes.print();
            return;
        }
        CommandLineOptions options = new CommandLineOptions(arguments);
        if (options.shouldHelp() || options.shouldList()) {
            org.openjdk.jmh.Main.main(arguments);
            return;
        }
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(options)
                        .addProfiler(Meter.class)
                        .build())
                .run();
        System.out.printf(
                "%n%-14s %-13s %12s %13s %16s %14s%n",
                "benchmark", "story", "wall ns/evt", "CPU ns/event", "CPU ns/message", "alloc B/event");
        for (RunResult result : results) {
            String benchmark = result.getParams().getBenchmark();
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %-13s %12.0f %13.0f %16.0f %14.0f%n",
                    benchmark.substring(benchmark.lastIndexOf('.') + 1),
                    result.getParams().getParam("story"),
                    median(result.getPrimaryResult()),
                    median(result.getSecondaryResults().get("cpu")),
                    median(result.getSecondaryResults().get("message")),
                    median(result.getSecondaryResults().get("alloc")));
        }
    }

    private static double median(@Nullable Result<?> result) {
        return result == null ? Double.NaN : result.getStatistics().getPercentile(50);
    }
}
