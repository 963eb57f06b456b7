/** What the detectors cost: time and allocation per event, bytes per device. */
@NullMarked
package io.dropsight.benchmarks;

import org.jspecify.annotations.NullMarked;
