package io.dropsight.intake;

/**
 * What to do when the log was deleted and made again: its positions start anew, and all its bodies would be taken for
 * delivered. Alarmed in any case.
 */
public enum RecreatedPolicy {
    /** Leave the partition alone until someone decides. */
    STOP,
    /** Start over with the oldest body of the new log. */
    RESET
}
