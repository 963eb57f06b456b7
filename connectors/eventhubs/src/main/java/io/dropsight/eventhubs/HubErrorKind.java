package io.dropsight.eventhubs;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.exception.ClientAuthenticationException;
import io.dropsight.intake.DeliveryException;
import io.dropsight.intake.FencedException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What goes wrong between an event hub and Kafka: a closed set, for counters. */
public enum HubErrorKind {
    /** Credentials are wrong, have expired, or lack the right to listen. */
    UNAUTHORIZED,
    /** No such namespace, hub, consumer group or partition. */
    NOT_FOUND,
    /** No answer, or no connection. */
    UNREACHABLE,
    /** Azure asks for less: more throughput units are needed. */
    SERVER_BUSY,
    /** Azure does not accept what it was asked for, such as a position behind the end of the partition. */
    REFUSED,
    /** Another reader of the consumer group has taken the partition. */
    STOLEN,
    /** Azure closed link or connection, as it does at updates. */
    DETACHED,
    /** Kafka refused, or did not answer. */
    KAFKA,
    /** A newer owner of the partition writes to Kafka. */
    FENCED,
    /** A policy says stop: records were lost, or the hub was made anew. */
    POLICY,
    OTHER;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in counters, such as {@code server_busy}. */
    public String label() {
        return label;
    }

    static HubErrorKind of(@Nullable Throwable error) {
        int depth = 0;
        for (Throwable cause = error; cause != null && depth < 16; cause = cause.getCause()) {
            HubErrorKind kind = one(cause);
            if (kind != OTHER) {
                return kind;
            }
            depth++;
        }
        return OTHER;
    }

    private static HubErrorKind one(Throwable cause) {
        if (cause instanceof AmqpException amqp && amqp.getErrorCondition() != null) {
            return of(amqp.getErrorCondition());
        } else if (cause instanceof ClientAuthenticationException) {
            return UNAUTHORIZED;
        } else if (cause instanceof PolicyException) {
            return POLICY;
        } else if (cause instanceof FencedException) {
            return FENCED;
        } else if (cause instanceof DeliveryException || cause instanceof KafkaException) {
            return KAFKA;
        } else if (cause instanceof IOException
                || cause instanceof TimeoutException
                || cause instanceof UnresolvedAddressException
                || cause instanceof UnknownHostException) {
            return UNREACHABLE;
        }
        return OTHER;
    }

    private static HubErrorKind of(AmqpErrorCondition condition) {
        return switch (condition) {
            case UNAUTHORIZED_ACCESS, PUBLISHER_REVOKED_ERROR -> UNAUTHORIZED;
            case NOT_FOUND, ENTITY_DISABLED_ERROR -> NOT_FOUND;
            case SERVER_BUSY_ERROR, RESOURCE_LIMIT_EXCEEDED -> SERVER_BUSY;
            case ARGUMENT_ERROR, ARGUMENT_OUT_OF_RANGE_ERROR, NOT_ALLOWED, NOT_IMPLEMENTED -> REFUSED;
            case LINK_STOLEN -> STOLEN;
            case LINK_DETACH_FORCED, CONNECTION_FORCED -> DETACHED;
            case TIMEOUT_ERROR, PROTON_IO, CONNECTION_FRAMING_ERROR, OPERATION_CANCELLED -> UNREACHABLE;
            default -> OTHER;
        };
    }
}
