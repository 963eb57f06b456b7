package io.dropsight.intake;

import org.jspecify.annotations.Nullable;

/** Kafka did not take a delivery, for good or for now. The position tells what was taken. */
public class DeliveryException extends RuntimeException {
    public DeliveryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
