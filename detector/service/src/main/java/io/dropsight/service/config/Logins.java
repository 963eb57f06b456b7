package io.dropsight.service.config;

import java.util.Map;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/** How Kafka's clients log in. */
public final class Logins {
    private Logins() {}

    /** Settings of a client; they hold the password. */
    public static Map<String, Object> sasl(RunConfig.SaslMechanism mechanism, String user, String password) {
        boolean plain = mechanism == RunConfig.SaslMechanism.PLAIN;
        String module = (plain ? PlainLoginModule.class : ScramLoginModule.class).getName();
        return Map.of(
                SaslConfigs.SASL_MECHANISM,
                mechanism.name().replace('_', '-'),
                SaslConfigs.SASL_JAAS_CONFIG,
                "%s required username=\"%s\" password=\"%s\";".formatted(module, quoted(user), quoted(password)));
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
