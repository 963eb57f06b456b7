/** How the parts of this process are, in words and as HTTP asks for it. */
@NullMarked
package io.dropsight.service.health;

import org.jspecify.annotations.NullMarked;
