package io.dropsight.simulator;

import io.dropsight.model.DiagnosticEvent;
import java.time.Instant;

/**
 * A record of the log with its arrival.
 *
 * @param arrival when it comes to us, in whole milliseconds; later than its event time
 */
public record SimulatedRecord(Instant arrival, DiagnosticEvent event) {}
