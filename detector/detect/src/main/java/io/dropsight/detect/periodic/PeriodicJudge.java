package io.dropsight.detect.periodic;

import io.dropsight.detect.Budget;
import io.dropsight.detect.device.DeviceState;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Decides whether a device's drops are periodic, and at what age: evidence over the threshold ({@link KernelTest}), at
 * least three values in one mode, and a mode that accounts for the drops, so that timers on a grid (equal sessions by
 * chance) do not pass. What it answers depends on what it is asked alone. Not thread-safe.
 */
public final class PeriodicJudge {
    private static final int SHARE_WINDOW = 10;
    private static final double EXPLAINED_SHARE = 0.6;
    private static final int LEAST_MEMBERS = 3;
    /** The bound allows 1,000 false alarms in a million drops where trials showed 23 (docs/benchmarks.md). */
    private static final double MEASURED_SLACK = 40;

    /** A device that is away for so long did not only lose its connection. */
    public static final double AWAY_SECONDS = 300;

    private final PeriodicConfig config;
    private final double logThreshold;
    private final KnownEvidence known;

    public PeriodicJudge(PeriodicConfig config) {
        this.config = config;
        this.known = new KnownEvidence(config.nullShape());
        this.logThreshold = Math.log(config.threshold());
    }

    /** Whether a finding is enough on a hub of so many devices. */
    public boolean suffices(Finding finding, int devices) {
        return finding.logEvidence()
                >= logThreshold + Budget.extra(config.falseAlertsPer10kDeviceDays(), devices, MEASURED_SLACK);
    }

    /**
     * @param seconds     the age or lag
     * @param tolerance   seconds around it within which a drop belongs to it
     * @param mad         median absolute deviation, seconds
     * @param members     ring indexes of the drops that show it
     * @param logEvidence natural log of the e-value
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Finding(
            Clock clock, double seconds, double tolerance, double mad, int[] members, double logEvidence) {
        Finding with(double otherLogEvidence) {
            return new Finding(clock, seconds, tolerance, mad, members, otherLogEvidence);
        }
    }

    /**
     * Looks at the ring from entry {@code from} on.
     *
     * @param from first entry that counts: what a resolved verdict has used up does not
     */
    public Optional<Finding> judge(DeviceState state, int from, HubPeriods hub) {
        return judge(state, IntStream.range(from, state.size()).toArray(), hub);
    }

    /**
     * Looks at some entries of the ring.
     *
     * @param entries ring indexes of the drops that count, rising
     */
    public Optional<Finding> judge(DeviceState state, int[] entries, HubPeriods hub) {
        if (entries.length < LEAST_MEMBERS) {
            return Optional.empty();
        }
        long[] times = times(state, entries);
        int[] sessions = sessions(state, entries);
        KernelTest.Evidence evidence = known.of(times, sessions, hub);
        if (evidence.log() < logThreshold) {
            return Optional.empty();
        }
        Optional<Finding> bySession =
                bySession(sessions, entries, evidence).flatMap(found -> againstGrid(found, sessions, times));
        Optional<Finding> byLag = byLag(times, entries, evidence, bySession.isPresent())
                .flatMap(found -> againstGrid(found, sessions, times));
        if (bySession.isEmpty() || byLag.isEmpty()) {
            return bySession.or(() -> byLag);
        }
        // Both hold where nothing else happens between: the tighter clock is the true one. Of two that are about
        // equally
        // tight it is the lag, if the device is away for long, and equally long each time: what brings it back keeps a
        // clock, too.
        double lag = byLag.get().mad();
        double session = bySession.get().mad();
        double back = CauseRule.medianReturn(state, bySession.get().members());
        double off = byLag.get().seconds() - bySession.get().seconds() - back;
        boolean away = back >= AWAY_SECONDS
                && Math.abs(off) <= 30 + 0.25 * back
                && CauseRule.returnSpread(state, bySession.get().members()) <= 10 + 0.08 * back;
        boolean strong = evidence.token() >= evidence.log() - Math.log(20);
        boolean lagIsTighter = strong && lag * 1.5 + 1 < session || away && lag < 2.5 * session + 8;
        return lagIsTighter ? byLag : bySession;
    }

    /**
     * How much better one age or lag explains the drops than any memoryless law does, whatever its rate; natural log.
     * It is an odds ratio against "random", for the null's density is bounded over all rates.
     */
    public double logEvidence(DeviceState state, int[] entries, HubPeriods hub) {
        return known.of(times(state, entries), sessions(state, entries), hub).log();
    }

    /** Log of the evidence from which on a device is called periodic. */
    public double logThreshold() {
        return logThreshold;
    }

    private static long[] times(DeviceState state, int[] entries) {
        long[] all = state.times();
        long[] times = new long[entries.length];
        for (int i = 0; i < entries.length; i++) {
            times[i] = all[entries[i]];
        }
        return times;
    }

    private static int[] sessions(DeviceState state, int[] entries) {
        int[] sessions = new int[entries.length];
        for (int i = 0; i < entries.length; i++) {
            sessions[i] = state.session(entries[i]);
        }
        return sessions;
    }

    /** With the lesser evidence of the two nulls: equal values may come of a timer on a grid of minutes. */
    private Optional<Finding> againstGrid(Finding found, int[] sessions, long[] times) {
        double[] values = found.clock() == Clock.SESSION
                ? IntStream.of(sessions)
                        .filter(s -> s >= KernelTest.SHORTEST_SECONDS)
                        .asDoubleStream()
                        .toArray()
                : IntStream.range(1, times.length)
                        .mapToDouble(i -> times[i] - times[i - 1])
                        .toArray();
        double evidence = Math.min(
                found.logEvidence(),
                GridNull.logEvidence(values, found.seconds(), found.tolerance(), config.nullShape()));
        return evidence < logThreshold ? Optional.empty() : Optional.of(found.with(evidence));
    }

    private static Optional<Finding> bySession(int[] sessions, int[] entries, KernelTest.Evidence evidence) {
        double[] known = IntStream.of(sessions)
                .filter(s -> s >= KernelTest.SHORTEST_SECONDS)
                .asDoubleStream()
                .toArray();
        Mode mode = Mode.of(known, Math.max(8, 5 * evidence.sessionWidth()));
        if (mode.members() < LEAST_MEMBERS || !accountsForSessions(known, mode)) {
            return Optional.empty();
        }
        int[] members = IntStream.range(0, sessions.length)
                .filter(i -> Math.abs(sessions[i] - mode.center()) <= mode.tolerance())
                .map(i -> entries[i])
                .toArray();
        return Optional.of(
                new Finding(Clock.SESSION, mode.center(), mode.tolerance(), mode.mad(), members, evidence.log()));
    }

    /**
     * A true age ends the sessions that reach it; so it explains either most sessions, or nearly all of those that
     * lasted as long. A second age beside it (60 and 65 minutes in one device) counts with it.
     */
    private static boolean accountsForSessions(double[] known, Mode mode) {
        double[] recent = Arrays.copyOfRange(known, Math.max(0, known.length - SHARE_WINDOW), known.length);
        double[] strangers =
                Arrays.stream(recent).filter(s -> !isMultiple(s, mode)).toArray();
        Mode second = Mode.of(strangers, Math.max(8, 2 * mode.mad()));
        int second3 = second.members() >= LEAST_MEMBERS ? second.members() : 0;
        int explained = recent.length - strangers.length;
        if (explained + second3 >= EXPLAINED_SHARE * recent.length) {
            return true;
        }
        double[] reached = Arrays.stream(known)
                .filter(s -> s >= mode.center() - mode.tolerance())
                .toArray();
        long ended = Arrays.stream(reached).filter(s -> isMultiple(s, mode)).count();
        return reached.length >= 4 && ended >= 0.8 * reached.length && second3 == 0;
    }

    private static boolean isMultiple(double seconds, Mode mode) {
        return isMultiple(seconds, mode.center(), mode.tolerance(), 3);
    }

    /** Whether {@code seconds} is one to {@code most} times the period: a lost record doubles a session. */
    static boolean isMultiple(double seconds, double period, double tolerance, int most) {
        double times = Math.rint(seconds / period);
        return times >= 1 && times <= most && Math.abs(seconds - times * period) <= tolerance * Math.sqrt(times);
    }

    /** @param beside whether it only competes with a session that the evidence is enough for already */
    private static Optional<Finding> byLag(long[] times, int[] entries, KernelTest.Evidence evidence, boolean beside) {
        Mode mode = Mode.of(KernelTest.lags(times, times.length), Math.max(8, 5 * evidence.tokenWidth()));
        if (mode.members() < (beside ? LEAST_MEMBERS - 1 : LEAST_MEMBERS) // three drops have two lags
                || !beside && evidence.token() < evidence.log() - Math.log(20)) {
            return Optional.empty();
        }
        boolean[] member = new boolean[times.length];
        for (int j = 1; j < times.length; j++) {
            for (int i = j - 1; i >= 0; i--) {
                if (isMultiple(times[j] - times[i], mode.center(), mode.tolerance(), j - i <= 4 ? 3 : 1)) {
                    member[i] = true;
                    member[j] = true;
                }
            }
        }
        int[] members = IntStream.range(0, times.length).filter(i -> member[i]).toArray();
        double span = times[times.length - 1] - times[0];
        double expected = 1 + Math.rint(span / mode.center());
        int recent = Math.min(SHARE_WINDOW, times.length);
        long explained =
                IntStream.of(members).filter(i -> i >= times.length - recent).count();
        boolean most = explained >= EXPLAINED_SHARE * recent && members.length >= 0.5 * expected;
        boolean unbroken = members.length >= 4 && members.length >= 0.8 * expected;
        if (!most && !unbroken) {
            return Optional.empty();
        }
        int[] ring = IntStream.of(members).map(i -> entries[i]).toArray();
        return Optional.of(new Finding(Clock.LAG, mode.center(), mode.tolerance(), mode.mad(), ring, evidence.log()));
    }
}
