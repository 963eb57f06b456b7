package io.dropsight.detect.hub;

/** Whether a hub's log can be believed now. */
interface FeedState {
    FeedState FINE = new FeedState() {
        @Override
        public boolean isBlind() {
            return false;
        }

        @Override
        public boolean wasSilent(long second) {
            return false;
        }
    };

    /** The log has a gap or is late: nothing may be concluded from silence. */
    boolean isBlind();

    /** Whether the latest gap covers an event time: a connect of then may have been lost. */
    boolean wasSilent(long second);
}
