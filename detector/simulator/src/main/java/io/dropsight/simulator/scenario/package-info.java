/** Families of scenarios: who is in the world, what happens to it, and what there is to be found. */
@NullMarked
package io.dropsight.simulator.scenario;

import org.jspecify.annotations.NullMarked;
