/** Kafka Streams: names, serdes and thin processors that lend the detectors their state. */
@NullMarked
package io.dropsight.topology;

import org.jspecify.annotations.NullMarked;
