/** Judges findings by the truth about a simulated log; knows no detector, only what one says. */
@NullMarked
package io.dropsight.simulator.score;

import org.jspecify.annotations.NullMarked;
