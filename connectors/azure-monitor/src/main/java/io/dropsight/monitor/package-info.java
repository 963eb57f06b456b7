/** The hubs' own counts of connected devices, polled from Azure Monitor and delivered like any other log. */
@NullMarked
package io.dropsight.monitor;

import org.jspecify.annotations.NullMarked;
