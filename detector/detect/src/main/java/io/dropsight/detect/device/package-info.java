/** One device's memory: settling, sessions, and the screen in front of the judge. */
@NullMarked
package io.dropsight.detect.device;

import org.jspecify.annotations.NullMarked;
