package io.dropsight.detect.periodic;

import java.util.List;

/** Periods that at least two devices of a hub have confirmed, weighted by their number. */
public final class HubPeriods {
    public static final HubPeriods NONE = new HubPeriods(List.of());

    private final List<Confirmed> periods;
    private final int devices;

    /** @param devices how many show it; at least 2 */
    public record Confirmed(double seconds, int devices) {}

    public HubPeriods(List<Confirmed> periods) {
        this.periods = List.copyOf(periods);
        this.devices = periods.stream().mapToInt(Confirmed::devices).sum();
    }

    boolean isEmpty() {
        return periods.isEmpty();
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
        for (Confirmed period : periods) {
            if (Math.abs(period.seconds() - seconds) <= tolerance) {
                return true;
            }
        }
        return false;
    }
}
