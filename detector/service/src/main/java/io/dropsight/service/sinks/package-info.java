/** Where alerts are sent beside the topic: a webhook and Alertmanager. docs/alerts.md describes both. */
@NullMarked
package io.dropsight.service.sinks;

import org.jspecify.annotations.NullMarked;
