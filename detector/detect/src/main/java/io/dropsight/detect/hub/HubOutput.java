package io.dropsight.detect.hub;

import io.dropsight.model.Alert;
import io.dropsight.model.Verdict;

/** Where a hub's decisions go. */
public interface HubOutput {
    void verdict(Verdict verdict);

    void alert(Alert alert);

    /** A signal came after the watermark had promised that it could not: a fault of a writer, to be shown in red. */
    void brokenPromise();

    /** A hub has changed; for figures alone. */
    default void level(HubLevel level) {}

    /** Every source has ended and everything is said. */
    void ended();
}
