/** The test for many devices of a hub that drop at once: counts, baselines, localisation, echoes, causes. */
@NullMarked
package io.dropsight.detect.mass;

import org.jspecify.annotations.NullMarked;
