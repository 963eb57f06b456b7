/** The test for drops that come at the same connection age again and again. */
@NullMarked
package io.dropsight.detect.periodic;

import org.jspecify.annotations.NullMarked;
