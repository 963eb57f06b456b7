/** Azure Event Hubs as a source: partitions read by Azure's own client, delivered to Kafka exactly once. */
@NullMarked
package io.dropsight.eventhubs;

import org.jspecify.annotations.NullMarked;
