/** An Event Hubs namespace inside the test's own process, spoken to over real AMQP 1.0. */
@NullMarked
package io.dropsight.testkit.eventhubs;

import org.jspecify.annotations.NullMarked;
