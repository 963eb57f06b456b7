/** What a hub's own count of connected devices says. */
@NullMarked
package io.dropsight.detect.metric;

import org.jspecify.annotations.NullMarked;
