package io.dropsight.detect.random;

import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import java.util.List;

/**
 * What is thought of a device's drops.
 *
 * @param confidence   in the cause; in [0, 1]
 * @param alternatives what else it could be, the likeliest first; at most three
 */
public record Opinion(Cause cause, double confidence, List<Alert.Alternative> alternatives) {
    public Opinion {
        alternatives = List.copyOf(alternatives);
    }

    static Opinion of(Cause cause, double confidence, Cause... others) {
        double share = others.length == 0 ? 0 : 0.8 * (1 - confidence) / others.length;
        return new Opinion(
                cause,
                confidence,
                java.util.Arrays.stream(others)
                        .map(other -> new Alert.Alternative(other, share))
                        .toList());
    }
}
