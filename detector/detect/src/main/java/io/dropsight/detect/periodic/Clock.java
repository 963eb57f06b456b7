package io.dropsight.detect.periodic;

/** What a device's regular drops are measured from. */
public enum Clock {
    /** From the last connect: a new token at each connect. */
    SESSION,
    /** From the last regular drop: a token kept over reconnects, or a schedule on a wall clock. */
    LAG
}
