package io.dropsight.simulator;

import io.dropsight.model.FeedMessage;
import java.util.stream.Stream;

/** A simulated log and the truth about it. The same settings and seed give the same, to the byte. */
public interface Simulation {
    /** Events and metric samples in arrival order; each call tells them anew. */
    Stream<FeedMessage> messages();

    Truth truth();
}
