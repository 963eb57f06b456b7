/** Events, verdicts, alerts and their wire formats. */
@NullMarked
package io.dropsight.model;

import org.jspecify.annotations.NullMarked;
