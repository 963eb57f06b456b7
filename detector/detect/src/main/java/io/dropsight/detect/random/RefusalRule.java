package io.dropsight.detect.random;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Refusal;
import io.dropsight.model.Cause;
import java.util.Optional;

/**
 * A device whose connects the hub refuses again and again does not come back: 401xxx (key, certificate, token or
 * clock), 403012 (disabled), 429xxx (throttled). One refusal is normal when a token ends; so a device counts as locked
 * out after {@link RandomConfig#authFailureConnects} of them in a row, and not before
 * {@link RandomConfig#authFailureAfter} from the first has passed without an accepted connect (ADR 6). A disabled
 * device is known by the code: two are enough, and no time. O(1); pure.
 */
final class RefusalRule {
    private static final int DISABLED_CONNECTS = 2;

    private RefusalRule() {}

    /** Whether the device is being refused often enough; then {@link #readyAt} says from when on that counts. */
    static boolean isSuspect(DeviceState state, RandomConfig config) {
        return !state.isConnected()
                && switch (state.refusal()) {
                    case UNAUTHORIZED, THROTTLED -> state.refusals() >= config.authFailureConnects();
                    case DISABLED -> state.refusals() >= DISABLED_CONNECTS;
                    case NONE, HUB, OTHER -> false;
                };
    }

    /** Event time until which the device may still come back, of a suspect. */
    static long readyAt(DeviceState state, RandomConfig config) {
        return state.refusal() == Refusal.DISABLED
                ? state.lastRefused()
                : state.firstRefused() + config.authFailureAfter().toSeconds();
    }

    /** Of a device that has not come back by {@code now}. */
    static Optional<Opinion> judge(DeviceState state, long now, RandomConfig config) {
        return isSuspect(state, config) && now >= readyAt(state, config)
                ? Optional.of(opinionOn(state.refusal()))
                : Optional.empty();
    }

    static Opinion opinionOn(Refusal refusal) {
        return switch (refusal) {
            case DISABLED -> Opinion.of(Cause.DEVICE_DISABLED, 0.97);
            case THROTTLED -> Opinion.of(Cause.THROTTLED, 0.95);
            default -> Opinion.of(Cause.AUTH_FAILURE, 0.95, Cause.UNKNOWN);
        };
    }
}
