/** A small HTTP server: routes, access, limits and streams of events; knows nothing of what it serves. */
@NullMarked
package io.dropsight.service.http;

import org.jspecify.annotations.NullMarked;
