/** The embedded broker, topic set-up, and the sink that writes a feed to Kafka. */
@NullMarked
package io.dropsight.kafka;

import org.jspecify.annotations.NullMarked;
