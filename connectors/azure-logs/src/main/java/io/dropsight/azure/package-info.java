/** Azure's wire formats of the Connections log and of metrics, decoded to the feed's events. */
@NullMarked
package io.dropsight.azure;

import org.jspecify.annotations.NullMarked;
