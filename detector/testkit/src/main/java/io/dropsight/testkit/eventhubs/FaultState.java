package io.dropsight.testkit.eventhubs;

import java.util.HashSet;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The faults in force. Belongs to the loop's thread. */
final class FaultState {
    private record Place(String hub, int partition) {
        static Place of(String hub, int partition) {
            return new Place(hub.toLowerCase(Locale.ROOT), partition);
        }
    }

    private final Set<Place> stalled = new HashSet<>();
    private OptionalInt tokenStatus = OptionalInt.empty();
    private @Nullable String attachCondition;
    private @Nullable String rejection;
    private int rejectionsLeft;
    private boolean connectionsRefused;
    private long delayNanos;

    void stall(String hub, int partition, boolean on) {
        Place place = Place.of(hub, partition);
        if (on) {
            stalled.add(place);
        } else {
            stalled.remove(place);
        }
    }

    boolean isStalled(String hub, int partition) {
        return !stalled.isEmpty() && stalled.contains(Place.of(hub, partition));
    }

    void failTokens(int status) {
        tokenStatus = OptionalInt.of(status);
    }

    OptionalInt tokenStatus() {
        return tokenStatus;
    }

    void refuseAttach(String condition) {
        attachCondition = condition;
    }

    @Nullable
    String attachCondition() {
        return attachCondition;
    }

    void rejectSends(String condition, int times) {
        rejection = condition;
        rejectionsLeft = times;
    }

    /** The condition with which to reject this transfer, or null to take it. */
    @Nullable
    String takeRejection() {
        if (rejectionsLeft == 0) {
            return null;
        }
        rejectionsLeft--;
        return rejection;
    }

    void refuseConnections(boolean on) {
        connectionsRefused = on;
    }

    boolean connectionsRefused() {
        return connectionsRefused;
    }

    void delay(long nanos) {
        delayNanos = nanos;
    }

    long delayNanos() {
        return delayNanos;
    }

    void clear() {
        stalled.clear();
        tokenStatus = OptionalInt.empty();
        attachCondition = null;
        rejection = null;
        rejectionsLeft = 0;
        connectionsRefused = false;
        delayNanos = 0;
    }
}
