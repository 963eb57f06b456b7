@NullMarked
package io.dropsight.testkit.eventhubs;

import org.jspecify.annotations.NullMarked;
