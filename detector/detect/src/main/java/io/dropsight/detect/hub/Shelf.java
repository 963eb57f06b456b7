package io.dropsight.detect.hub;

import org.jspecify.annotations.Nullable;

/** Where the parts of one hub's book keep what has changed. The kinds are part of the state's format. */
interface Shelf {
    byte CASE = 'c';
    byte GROUP = 'g';
    byte FLEET = 'n';
    byte SERIES = 'k';
    byte FACT = 'f';
    byte INCIDENT = 'i';
    byte RANDOM_CASE = 'r';
    byte RATE = 'q';
    byte FEED = 'w';
    byte HELD = 'h';
    byte METRIC = 'm';

    /** @param value null to forget it */
    void keep(byte kind, String name, byte @Nullable [] value);
}
