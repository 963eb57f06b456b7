/** A simulated fleet of IoT devices, its connection log and the truth about each device. */
@NullMarked
package io.dropsight.simulator;

import org.jspecify.annotations.NullMarked;
