/** The Kafka endpoint of Event Hubs, or a topic that holds Azure's records, as a source like any other. */
@NullMarked
package io.dropsight.eventhubs.kafka;

import org.jspecify.annotations.NullMarked;
