package io.dropsight.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * CPU time and bytes allocated of the measuring thread, per event and without the set-up: on a shared machine the wall
 * time says little, and the usual profiler counts the set-up, too.
 */
public final class Meter implements InternalProfiler {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long cpuNanos;
    private static long bytes;
    private static long events;
    private static long messages;

    /**
     * Runs what is to be measured.
     *
     * @param heard messages that the hub stage hears for these events
     */
    static void measure(long count, long heard, Runnable work) {
        long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        work.run();
        cpuNanos += THREADS.getCurrentThreadCpuTime() - cpuBefore;
        bytes += THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
        events += count;
        messages += heard;
    }

    @Override
    public String getDescription() {
        return "CPU time and allocation per event";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        cpuNanos = 0;
        bytes = 0;
        events = 0;
        messages = 0;
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        return List.of(
                new ScalarResult("cpu", (double) cpuNanos / events, "ns/event", AggregationPolicy.AVG),
                new ScalarResult("alloc", (double) bytes / events, "B/event", AggregationPolicy.AVG),
                new ScalarResult("message", (double) cpuNanos / messages, "ns/message", AggregationPolicy.AVG));
    }
}
