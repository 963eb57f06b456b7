package io.dropsight.detect.periodic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Periods that at least two devices of a hub have confirmed, weighted by their number. */
public final class HubPeriods {
    public static final HubPeriods NONE = new HubPeriods(List.of());

    private static final int MOST = 32;

    private final Confirmed[] periods;
    private final int devices;

    /** @param devices how many show it; at least 2 */
    public record Confirmed(double seconds, int devices) {}

    public HubPeriods(List<Confirmed> periods) {
        this.periods = periods.toArray(Confirmed[]::new);
        this.devices = periods.stream().mapToInt(Confirmed::devices).sum();
    }

    /** What two or more of the given periods (seconds, one a device) share within 1 % and 10 s; the commonest 32. */
    public static HubPeriods sharedBy(double[] devices) {
        double[] sorted = devices.clone();
        Arrays.sort(sorted);
        List<Confirmed> found = new ArrayList<>();
        for (int from = 0, to; from < sorted.length; from = to) {
            to = from + 1;
            while (to < sorted.length && sorted[to] - sorted[from] <= 10 + 0.01 * sorted[from]) {
                to++;
            }
            if (to - from >= 2) {
                found.add(new Confirmed(sorted[from + (to - from) / 2], to - from));
            }
        }
        found.sort(Comparator.comparingInt(Confirmed::devices).reversed());
        return new HubPeriods(found.subList(0, Math.min(found.size(), MOST)));
    }

    boolean isEmpty() {
        return periods.length == 0;
    }

    /** The mixture density of a session of {@code seconds} under a kernel of {@code width}; 1/s. */
    double density(double seconds, double width) {
        double sum = 0;
        for (Confirmed period : periods) {
            sum += period.devices() * KernelTest.kernel(seconds - period.seconds(), width);
        }
        return sum / devices;
    }

    boolean contains(double seconds, double tolerance) {
        return confirms(seconds, tolerance, 2);
    }

    /** Whether so many devices have shown it. */
    public boolean confirms(double seconds, double tolerance, int least) {
        for (Confirmed period : periods) {
            if (period.devices() >= least && Math.abs(period.seconds() - seconds) <= tolerance) {
                return true;
            }
        }
        return false;
    }
}
