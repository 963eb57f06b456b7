package io.dropsight.eventhubs.kafka;

/** A partition that is not read on because a setting says so; the message says which, and what to do. */
final class PolicyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PolicyException(String message) {
        super(message);
    }
}
