package io.dropsight.detect.random;

import io.dropsight.detect.Budget;
import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Drop;
import io.dropsight.model.Cause;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Decides whether a device drops too often, or does not come back, and why. The surest rule speaks: refused connects
 * ({@link RefusalRule}), then take-overs ({@link TakeOverRule}), then throttled drops, then the rate ({@link RateTest})
 * with a cause by {@link SubCause}. Pure and stateless; some 5 us a candidate, 60 us for one under verdict.
 */
public final class RandomJudge {
    /** By so much fewer false alarms were measured than the bound allows (docs/detectors/random.md). */
    private static final double MEASURED_SLACK = 1.5;

    private static final long SHORTEST_QUIET_SECONDS = 4 * 3600;
    private static final long LONGEST_QUIET_SECONDS = 12 * 3600;
    private static final double QUIET_GAPS = 6;
    /** A device that no longer tries for so long is given up. */
    public static final long LOCKED_OUT_SECONDS = 24 * 3600;

    private static final int THROTTLED_DROPS = 4;
    private static final long THROTTLED_SECONDS = 24 * 3600;
    /** What codes that are no accident are worth: taken to be wrong once in a thousand; judged, not measured. */
    public static final double LOG_EVIDENCE_OF_CODES = Math.log(DeviceState.RING * 1_000.0);

    private final RandomConfig config;

    public RandomJudge(RandomConfig config) {
        this.config = config;
    }

    /** What a verdict rests on, and so how it ends; the numbers are the state's form. */
    public enum Rule {
        /** Ends when no drop came for a while. */
        RATE(0),
        /** Ends when no take-over came for 90 minutes. */
        TAKE_OVERS(1),
        /** Ends when the device connects, or no longer tries for a day. */
        REFUSED(2);

        private final int wire;

        Rule(int wire) {
            this.wire = wire;
        }

        public int wire() {
            return wire;
        }

        public static Rule ofWire(int wire) {
            return wire == 1 ? TAKE_OVERS : wire == 2 ? REFUSED : RATE;
        }
    }

    /**
     * @param onset        event time of the first drop, take-over or refusal that belongs to it
     * @param lastSeen     event time of the last
     * @param drops        that the rate was taken from; take-overs or refusals for the other rules
     * @param perDay       drops a day; 0 for the other rules
     * @param usual        drops a day that would have been usual; 0 for the other rules
     * @param logEvidence  natural log of the e-value
     * @param quietSeconds event time without more after which it is over
     */
    public record Finding(
            Rule rule,
            Opinion opinion,
            long onset,
            long lastSeen,
            int drops,
            double perDay,
            double usual,
            double logEvidence,
            long quietSeconds) {}

    /**
     * @param counted ring indexes of the error drops that nothing else explains, rising
     * @param fleetRate what the other devices are used to, error drops a day
     * @param now     event time up to which the device is known
     * @param sdkVersion as logged; empty if not known
     */
    public Optional<Finding> judge(
            DeviceState state, int[] counted, DoubleSupplier fleetRate, long now, String sdkVersion) {
        return byCodes(state, now)
                .or(() -> byThrottling(state, counted))
                .or(() -> byRate(state, counted, fleetRate, sdkVersion));
    }

    /**
     * Whether a finding is enough on a hub of so many devices; rules of codes do not depend on it.
     *
     * @param usualDrops what is usual in the hub, error drops a device and day: each is a chance of a false alarm
     */
    public boolean suffices(Finding finding, int devices, DoubleSupplier usualDrops) {
        if (finding.rule() != Rule.RATE) {
            return true;
        }
        double more = finding.logEvidence()
                - Math.log(config.threshold())
                - Budget.extra(config.falseAlertsPer10kDeviceDays(), devices, MEASURED_SLACK);
        return more >= 0 && more >= Math.log(Math.max(1, usualDrops.getAsDouble() / RandomConfig.DROPS_PER_DEVICE_DAY));
    }

    /** By refused connects or take-overs, which need no rate. */
    public Optional<Finding> byCodes(DeviceState state, long now) {
        Optional<Finding> refused = RefusalRule.judge(state, now, config)
                .map(opinion -> new Finding(
                        Rule.REFUSED,
                        opinion,
                        state.firstRefused(),
                        state.lastRefused(),
                        state.refusals(),
                        0,
                        0,
                        LOG_EVIDENCE_OF_CODES,
                        LOCKED_OUT_SECONDS));
        return refused.or(() -> takenOver(state, now));
    }

    private static Optional<Finding> takenOver(DeviceState state, long now) {
        if (state.takeOver(0) == 0) {
            return Optional.empty(); // of most devices none is known
        }
        long[] times = state.takeOvers();
        long last = times[times.length - 1];
        return TakeOverRule.judge(state)
                .filter(opinion -> now - last < TakeOverRule.WITHIN_SECONDS)
                .map(opinion -> new Finding(
                        Rule.TAKE_OVERS,
                        opinion,
                        times[0],
                        last,
                        times.length,
                        0,
                        0,
                        LOG_EVIDENCE_OF_CODES,
                        TakeOverRule.WITHIN_SECONDS));
    }

    private Optional<Finding> byThrottling(DeviceState state, int[] counted) {
        if (counted.length < THROTTLED_DROPS) {
            return Optional.empty();
        }
        int[] throttled = Arrays.stream(counted)
                .filter(i -> (state.bits(i) & Drop.THROTTLED) != 0)
                .toArray();
        if (throttled.length < THROTTLED_DROPS) {
            return Optional.empty();
        }
        long[] times = state.times();
        long last = times[throttled[throttled.length - 1]];
        long from = times[throttled[throttled.length - THROTTLED_DROPS]];
        if (last != state.lastDrop() || last - from > THROTTLED_SECONDS) {
            return Optional.empty();
        }
        RateTest.Result rate = RateTest.of(state, counted, () -> 0, config);
        return Optional.of(new Finding(
                Rule.RATE,
                Opinion.of(Cause.THROTTLED, 0.95, Cause.NETWORK_LOSS),
                from,
                last,
                throttled.length,
                rate.perDay(),
                rate.usual(),
                Math.max(rate.logEvidence(), LOG_EVIDENCE_OF_CODES),
                quiet(last - from, THROTTLED_DROPS)));
    }

    /** By their number alone. */
    public Optional<Finding> byRate(DeviceState state, int[] counted, DoubleSupplier fleetRate, String sdkVersion) {
        RateTest.Result rate = RateTest.of(state, counted, fleetRate, config);
        if (!rate.alarm()) {
            return Optional.empty();
        }
        long[] times = state.times();
        long first = times[rate.first()];
        long last = times[counted[counted.length - 1]];
        int[] run = Arrays.stream(counted).filter(i -> i >= rate.first()).toArray();
        return Optional.of(new Finding(
                Rule.RATE,
                SubCause.of(state, run, sdkVersion),
                first,
                last,
                rate.drops(),
                rate.perDay(),
                rate.usual(),
                rate.logEvidence(),
                quiet(last - first, rate.drops())));
    }

    /** What is thought now of a device under a verdict by its rate. */
    public static Opinion causeOf(DeviceState state, int[] counted, String sdkVersion) {
        return SubCause.of(state, counted, sdkVersion);
    }

    public static double medianReturn(DeviceState state, int[] counted) {
        return SubCause.medianReturn(state, counted);
    }

    /** What a device is called that is refused and does not come back. */
    public static Opinion onRefusalOf(DeviceState state) {
        return RefusalRule.opinionOn(state.refusal());
    }

    public boolean isSuspect(DeviceState state) {
        return RefusalRule.isSuspect(state, config);
    }

    /** Event time from which a suspect counts as locked out. */
    public long readyAt(DeviceState state) {
        return RefusalRule.readyAt(state, config);
    }

    /** max(4 h, 6 mean gaps), at most 12 h; seconds. */
    public static long quiet(long spanSeconds, int drops) {
        double gap = (double) spanSeconds / Math.max(1, drops - 1);
        return (long) Math.min(LONGEST_QUIET_SECONDS, Math.max(SHORTEST_QUIET_SECONDS, QUIET_GAPS * gap));
    }
}
