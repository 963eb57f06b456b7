package io.dropsight.testkit.eventhubs;

import org.apache.qpid.proton.engine.Delivery;

/** What the server does on a link. */
interface LinkHandler {
    /** A transfer came in or a disposition changed. */
    default void onDelivery(Delivery delivery) {}

    /** The link has ended, from whichever side; may come more than once. */
    default void onClosed() {}
}
