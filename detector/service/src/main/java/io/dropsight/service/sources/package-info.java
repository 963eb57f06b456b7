/** Sources that are at home in the service: simulated fleets and watched folders; and how all of them are put together. */
@NullMarked
package io.dropsight.service.sources;

import org.jspecify.annotations.NullMarked;
