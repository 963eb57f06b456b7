package io.dropsight.detect.hub;

/** Whether a hub's log can be believed now. */
@FunctionalInterface
interface FeedState {
    FeedState FINE = () -> false;

    /** The log has a gap or is late: nothing may be concluded from silence. */
    boolean isBlind();
}
