package io.dropsight.intake;

import org.jspecify.annotations.Nullable;

/** The partition has another owner now, which goes on where the last commit was: this one may not write any more. */
public final class FencedException extends DeliveryException {
    public FencedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
