/**
 * Silences, acknowledgements and feedback: what operators say of alerts. It acts on what is shown and sent, never on
 * detection (ADR 10).
 */
@NullMarked
package io.dropsight.service.maintenance;

import org.jspecify.annotations.NullMarked;
