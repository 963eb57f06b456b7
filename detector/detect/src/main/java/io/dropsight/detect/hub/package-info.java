/** One hub's judge: merged signals in, verdicts and alerts out. */
@NullMarked
package io.dropsight.detect.hub;

import org.jspecify.annotations.NullMarked;
