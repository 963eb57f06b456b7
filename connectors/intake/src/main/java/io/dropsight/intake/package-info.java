/** From a partition of an outside log to Kafka, with its guarantee. Knows nothing of where the log is. */
@NullMarked
package io.dropsight.intake;

import org.jspecify.annotations.NullMarked;
