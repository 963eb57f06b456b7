package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogLimiterTest {
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void limit() {
        var limiter = new LogLimiter();
        limiter.setLines(2);
        limiter.setContext(context);
        limiter.start();
        context.addTurboFilter(limiter);
        lines.start();
        var root = context.getLogger("ROOT");
        root.setLevel(Level.INFO);
        root.addAppender(lines);
    }

    @Test
    void letsEachLoggerOfAzureSayAFewThingsAMinute() {
        for (int attempt = 0; attempt < 100; attempt++) {
            context.getLogger("com.azure.core.amqp.A").warn("attempt {} failed", attempt);
            context.getLogger("reactor.core.publisher.Operators").error("dropped", new IllegalStateException("x"));
        }
        assertThat(lines.list).hasSize(4);
    }

    @Test
    void doesNotCountWhatIsNotLoggedAnyway() {
        var logger = context.getLogger("com.azure.core.amqp.A");
        for (int attempt = 0; attempt < 100; attempt++) {
            logger.debug("attempt {}", attempt);
        }
        assertThat(logger.isWarnEnabled()).isTrue();
        logger.warn("first");
        assertThat(lines.list).extracting(ILoggingEvent::getMessage).containsExactly("first");
    }

    @Test
    void leavesOthersAlone() {
        for (int line = 0; line < 100; line++) {
            context.getLogger("io.dropsight.eventhubs.X").warn("line");
        }
        assertThat(lines.list).hasSize(100);
    }
}
