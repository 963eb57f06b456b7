/** A hub, its networks and devices as the vendor describes them; what happens there is a script's affair. */
@NullMarked
package io.dropsight.simulator.world;

import org.jspecify.annotations.NullMarked;
