package io.dropsight.simulator.scenario;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A family of scenarios.
 *
 * @param name        in kebab-case
 * @param description one line
 * @param devices     default
 * @param span        default: as short as the story allows
 * @param story       populates the stage's world and plans what happens
 */
record Family(String name, String description, int devices, Duration span, Consumer<Stage> story) {}
