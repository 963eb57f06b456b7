package io.dropsight.benchmarks;

/** What a log is about. */
public enum Story {
    /** 90 % of the devices are healthy; of the records, most are of the others. */
    MIXED,
    /** All devices are healthy, and 90 % of the records are theirs. */
    RECORDS_90,
    /** Nothing but healthy devices. */
    HEALTHY,
    /** One device that two clients fight for, every two seconds. */
    PING_PONG,
    /** All devices drop within 20 s and come back within three minutes. */
    MASS_DIP
}
