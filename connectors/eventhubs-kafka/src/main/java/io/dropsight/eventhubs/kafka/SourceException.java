package io.dropsight.eventhubs.kafka;

import io.dropsight.intake.SourceAlarm;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** The source's cluster does not do what it is asked; the message says what, where and what to do. */
final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SourceAlarm.Kind kind;

    SourceException(SourceAlarm.Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    SourceAlarm.Kind kind() {
        return kind;
    }

    /** A client that is there goes on trying, and logs each attempt; one that is made later finds out as well. */
    boolean endsSession() {
        return kind == SourceAlarm.Kind.UNAUTHORIZED || getCause() instanceof UnknownTopicOrPartitionException;
    }
}
