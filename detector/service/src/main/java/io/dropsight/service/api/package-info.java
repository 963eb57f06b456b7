/** What the HTTP API answers, as JSON; docs/openapi.yaml describes it. */
@NullMarked
package io.dropsight.service.api;

import org.jspecify.annotations.NullMarked;
