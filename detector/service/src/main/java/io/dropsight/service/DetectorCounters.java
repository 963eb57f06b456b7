package io.dropsight.service;

import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.topology.DetectorMetrics;
import io.dropsight.topology.FleetFigures;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the topology does in this process, and knows when every hub partition has said all. */
final class DetectorCounters implements DetectorMetrics {
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private final LongAdder unreadable = new LongAdder();
    private final LongAdder brokenPromises = new LongAdder();
    private final Set<Integer> endedPartitions = ConcurrentHashMap.newKeySet();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final int hubPartitions;
    private final FleetFigures fleet;

    DetectorCounters(int hubPartitions, FleetFigures fleet) {
        this.hubPartitions = hubPartitions;
        this.fleet = fleet;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    @Override
    public void count(Outcome outcome) {
        adder(outcome).increment();
    }

    @Override
    public void unreadable() {
        unreadable.increment();
    }

    @Override
    public void brokenPromise() {
        brokenPromises.increment();
    }

    @Override
    public void ended(int hubPartition) {
        endedPartitions.add(hubPartition);
        if (endedPartitions.size() == hubPartitions) {
            ended.countDown();
        }
    }

    @Override
    public FleetFigures fleet() {
        return fleet;
    }

    long of(Outcome outcome) {
        return adder(outcome).sum();
    }

    private LongAdder adder(Outcome outcome) {
        return Objects.requireNonNull(outcomes.get(outcome)); // all are there from the beginning
    }

    /** Events that the device stage has taken, whatever became of them. */
    long taken() {
        return of(Outcome.SETTLED)
                + of(Outcome.DUPLICATE)
                + of(Outcome.TOO_LATE)
                + of(Outcome.AHEAD_OF_ARRIVAL)
                + of(Outcome.TIME_OUT_OF_RANGE);
    }

    long unreadableMessages() {
        return unreadable.sum();
    }

    long promisesBroken() {
        return brokenPromises.sum();
    }

    CountDownLatch ended() {
        return ended;
    }
}
