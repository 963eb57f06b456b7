/** Main, command line, wiring and reports; the only room that sees all others. */
@NullMarked
package io.dropsight.service;

import org.jspecify.annotations.NullMarked;
