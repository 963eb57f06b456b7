package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.exception.ClientAuthenticationException;
import io.dropsight.intake.DeliveryException;
import io.dropsight.intake.FencedException;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HubErrorsTest {
    private static final HubAddress ADDRESS = new HubAddress("contoso.servicebus.windows.net", "diag", "$default");
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of(amqp(AmqpErrorCondition.UNAUTHORIZED_ACCESS), HubErrorKind.UNAUTHORIZED),
                Arguments.of(
                        new RuntimeException(new ClientAuthenticationException("x", null)), HubErrorKind.UNAUTHORIZED),
                Arguments.of(amqp(AmqpErrorCondition.NOT_FOUND), HubErrorKind.NOT_FOUND),
                Arguments.of(amqp(AmqpErrorCondition.SERVER_BUSY_ERROR), HubErrorKind.SERVER_BUSY),
                Arguments.of(amqp(AmqpErrorCondition.ARGUMENT_ERROR), HubErrorKind.REFUSED),
                Arguments.of(amqp(AmqpErrorCondition.LINK_STOLEN), HubErrorKind.STOLEN),
                Arguments.of(amqp(AmqpErrorCondition.LINK_DETACH_FORCED), HubErrorKind.DETACHED),
                Arguments.of(amqp(AmqpErrorCondition.CONNECTION_FORCED), HubErrorKind.DETACHED),
                Arguments.of(new RuntimeException(new ConnectException("refused")), HubErrorKind.UNREACHABLE),
                Arguments.of(new java.util.concurrent.TimeoutException(), HubErrorKind.UNREACHABLE),
                Arguments.of(new TimeoutException("broker"), HubErrorKind.KAFKA),
                Arguments.of(new DeliveryException("x", null), HubErrorKind.KAFKA),
                Arguments.of(new RuntimeException(new FencedException("x", null)), HubErrorKind.FENCED),
                Arguments.of(new PolicyException("x"), HubErrorKind.POLICY),
                Arguments.of(new IllegalStateException("x"), HubErrorKind.OTHER));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void tellsKindsApart(Throwable error, HubErrorKind kind) {
        assertThat(HubErrorKind.of(error)).isEqualTo(kind);
    }

    @Test
    void keepsTheLastOfAKindForAWhile() {
        var errors = new HubErrors(ADDRESS, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMinutes(1));
        errors.record("partition 3", amqp(AmqpErrorCondition.UNAUTHORIZED_ACCESS));
        errors.record("partition 4", new DeliveryException("broker is away", null));

        assertThat(errors.count(HubErrorKind.UNAUTHORIZED)).isOne();
        assertThat(errors.last(HubErrorKind.UNAUTHORIZED, Duration.ZERO)
                        .orElseThrow()
                        .text())
                .startsWith("partition 3: the credentials are refused: check that the key has the Listen right");
        assertThat(errors.last(Duration.ZERO).orElseThrow().text())
                .isEqualTo("partition 4: Kafka did not take it: DeliveryException: broker is away");
        errors.record("partition 5", amqp(AmqpErrorCondition.ARGUMENT_ERROR));
        assertThat(errors.last(HubErrorKind.REFUSED, Duration.ZERO)
                        .orElseThrow()
                        .text())
                .startsWith("partition 5: Azure refuses the position or the partition: was the event hub made anew")
                .endsWith("AmqpException: a message");
        assertThat(errors.last(HubErrorKind.OTHER, Duration.ofDays(1))).isEmpty();
    }

    private static AmqpException amqp(AmqpErrorCondition condition) {
        return new AmqpException(true, condition, "a message", null);
    }
}
