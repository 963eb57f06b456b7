/** Whether the log itself flows. */
@NullMarked
package io.dropsight.detect.feed;

import org.jspecify.annotations.NullMarked;
