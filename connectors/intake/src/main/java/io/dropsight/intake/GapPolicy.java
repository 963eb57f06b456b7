package io.dropsight.intake;

/** What to do when the log's retention has passed the position: bodies were lost. Counted and alarmed in any case. */
public enum GapPolicy {
    /** Go on with the oldest body that is left. */
    GO_ON,
    /** Leave the partition alone until someone decides. */
    STOP
}
