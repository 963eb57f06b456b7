package io.dropsight.service;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.dropsight.service.config.RunConfig;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Logs of the service: those of Dropsight itself from its level on, of others only what matters. */
final class LogSetup {
    private LogSetup() {}

    /** For somebody who watches the screen: of Kafka nothing, for what matters is said by the part that needs it. */
    static void silenceKafka() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            List.of("org.apache.kafka", "kafka", "state.change.logger")
                    .forEach(name -> context.getLogger(name).setLevel(Level.OFF));
        }
    }

    static void apply(RunConfig.Logs config) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return; // a test's own logging
        }
        context.getLogger("io.dropsight").setLevel(Level.toLevel(config.level().name()));
        if (config.format() == RunConfig.LogFormat.JSON) {
            JsonEncoder encoder = new JsonEncoder();
            encoder.setContext(context);
            encoder.setWithContext(false);
            encoder.setWithSequenceNumber(false);
            encoder.setWithNanoseconds(false);
            encoder.setWithMessage(false);
            encoder.setWithFormattedMessage(true);
            encoder.setWithArguments(false);
            encoder.start();
            ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
            appender.setContext(context);
            appender.setTarget("System.err");
            appender.setEncoder(encoder);
            appender.start();
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.detachAndStopAllAppenders();
            root.addAppender(appender);
        }
    }
}
