package io.dropsight.simulator.world;

import java.util.ArrayList;
import java.util.List;

/** The hub's side of the door: who is in, who is turned away, and how fast it lets devices in. */
public final class Hub {
    private final int connectsPerSecond;
    private final List<Gate> gates = new ArrayList<>();
    private int connected;
    private double countedUpTo = Double.NaN;
    private double deviceSeconds;
    private double slotSecond = Double.NEGATIVE_INFINITY;
    private int slotsTaken;

    /** Turns devices away. */
    @FunctionalInterface
    public interface Gate {
        /** {@link Code#NONE} to let it in. */
        Code refuse(Device device, double now);
    }

    /** @param units of an S1 hub: it accepts max(100, 12 x units) connections a second */
    Hub(int units) {
        this.connectsPerSecond = Math.max(100, 12 * units);
    }

    public int connected() {
        return connected;
    }

    public int connectsPerSecond() {
        return connectsPerSecond;
    }

    void add(Gate gate) {
        gates.add(gate);
    }

    void remove(Gate gate) {
        gates.remove(gate);
    }

    Code refuse(Device device, double now) {
        for (Gate gate : gates) {
            Code code = gate.refuse(device, now);
            if (code != Code.NONE) {
                return code;
            }
        }
        return Code.NONE;
    }

    /** When a connect of now will be accepted: traffic above the limit is shaped. */
    double admit(double now) {
        double second = StrictMath.floor(now);
        if (second > slotSecond) {
            slotSecond = second;
            slotsTaken = 0;
        }
        if (slotsTaken >= connectsPerSecond) {
            slotSecond++;
            slotsTaken = 0;
        }
        slotsTaken++;
        return Math.max(now, slotSecond + (slotsTaken - 1) / (double) connectsPerSecond);
    }

    /** How long a connect of now would wait. */
    double waitSeconds(double now) {
        return Math.max(0, slotSecond + (slotsTaken >= connectsPerSecond ? 1 : 0) - now);
    }

    void count(double now, int change) {
        deviceSeconds += connected * (Double.isNaN(countedUpTo) ? 0 : Math.max(0, now - countedUpTo));
        countedUpTo = Double.isNaN(countedUpTo) ? now : Math.max(now, countedUpTo);
        connected += change;
    }

    /** Average count since the last call. */
    double takeAverage(double now, double seconds) {
        count(now, 0);
        double average = deviceSeconds / seconds;
        deviceSeconds = 0;
        return average;
    }
}
