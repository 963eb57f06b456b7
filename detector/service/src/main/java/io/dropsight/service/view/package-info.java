/** What the alert and verdict topics say by now, kept in memory for the API, the metrics and the sinks. */
@NullMarked
package io.dropsight.service.view;

import org.jspecify.annotations.NullMarked;
