/** The configuration of the service: its keys, where their values come from, and what is wrong with them. */
@NullMarked
package io.dropsight.service.config;

import org.jspecify.annotations.NullMarked;
