/** The tests for drops that come too often, with no rhythm, and for devices that do not come back. */
@NullMarked
package io.dropsight.detect.random;

import org.jspecify.annotations.NullMarked;
