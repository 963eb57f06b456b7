package io.dropsight.simulator;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device is, as drawn once.
 *
 * @param addresses masked addresses it connects from: its site's, or some of a carrier's
 * @param rhythm    what ends its sessions periodically; null for a healthy device
 */
record Persona(
        int index,
        DeviceKey device,
        Auth auth,
        String protocol,
        String sdkVersion,
        List<String> addresses,
        @Nullable Rhythm rhythm,
        Mishaps mishaps) {

    Label.Kind kind() {
        if (rhythm == null) {
            return Label.Kind.HEALTHY;
        }
        return rhythm.clock() == Label.Clock.ANCHORED ? Label.Kind.SCHEDULED : Label.Kind.PERIODIC;
    }

    /**
     * Periodic drops.
     *
     * @param ages          one is drawn each time
     * @param jitterSeconds standard deviation
     * @param refusedShare  how often a refused connect follows; of a token clock also, whether a token that expired
     *                      while the device was down is tried once more
     * @param downSeconds   usual time until it is back
     * @param phaseSeconds  of an anchored clock: after midnight UTC, or after each multiple of the lag since 1970
     */
    record Rhythm(
            Cause cause,
            Label.Clock clock,
            List<Duration> ages,
            double jitterSeconds,
            Ending ending,
            double refusedShare,
            double downSeconds,
            double phaseSeconds) {}

    /** How a periodic drop looks in the log. */
    enum Ending {
        /** 401003, then 404104 up to 3 seconds later. */
        UNAUTHORIZED,
        /** 404104 alone. */
        CLOSED,
        /** No code. */
        CLEAN
    }

    /**
     * Drops at random.
     *
     * @param perDay       0 for a device that has none
     * @param habitSeconds of a crash: how long the program takes to restart; of a network: median time without it
     * @param cleanShare   how many of them are clean disconnects
     */
    record Mishaps(double perDay, SessionLaw law, Habit habit, double habitSeconds, double cleanShare) {}

    /** What mostly happens to a device, told by how it comes back. */
    enum Habit {
        TCP_RESET,
        CRASH,
        NETWORK
    }
}
