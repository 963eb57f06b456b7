/** Exported logs on disk, found, read and handed over in order of arrival. */
@NullMarked
package io.dropsight.files;

import org.jspecify.annotations.NullMarked;
