/** All meters of the program, in one place; docs/metrics.md lists them. */
@NullMarked
package io.dropsight.service.metrics;

import org.jspecify.annotations.NullMarked;
