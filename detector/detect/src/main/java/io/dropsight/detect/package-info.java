/** Pure detectors: history in, findings out. No Kafka, no clock, no Azure. */
@NullMarked
package io.dropsight.detect;

import org.jspecify.annotations.NullMarked;
