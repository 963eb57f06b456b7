package io.dropsight.eventhubs.kafka;

import io.dropsight.intake.SourceAlarm.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.security.auth.login.LoginException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes clients of the source's cluster, and says what their failures mean. */
final class Clients {
    /** Of one partition in one fetch; a record that is larger comes all the same. */
    private static final int PARTITION_FETCH_BYTES = 1024 * 1024;

    private static final int FETCH_BYTES = 16 * 1024 * 1024;
    private static final int POLL_RECORDS = 2_000;
    private static final int SLOWEST_RECONNECT_MILLIS = 10_000;
    private static final int REQUEST_MILLIS = 20_000;

    private final KafkaLogSettings settings;

    Clients(KafkaLogSettings settings) {
        this.settings = settings;
    }

    /** Keeps no positions on the source: where to begin is for us to say, in each case. */
    KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = common();
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
        // Partitions that stay are read on while others move.
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.putAll(settings.connection());
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        try {
            return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw meaning(e);
        }
    }

    Admin admin() {
        Map<String, Object> config = common();
        config.putAll(settings.connection());
        config.put(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                config.get(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG));
        config.keySet().retainAll(adminKeys(config));
        try {
            return Admin.create(config);
        } catch (KafkaException e) {
            throw meaning(e);
        }
    }

    /** What a reader sees of transactions that are open. */
    IsolationLevel isolation() {
        Object given = settings.connection().get(ConsumerConfig.ISOLATION_LEVEL_CONFIG);
        return "read_uncommitted".equals(given) ? IsolationLevel.READ_UNCOMMITTED : IsolationLevel.READ_COMMITTED;
    }

    SourceException meaning(Throwable e) {
        Object where = settings.connection().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof SourceException known) {
                return known;
            } else if (at instanceof SslAuthenticationException) {
                return new SourceException(
                        Kind.UNREACHABLE,
                        "%s was not asked for topic %s, for its certificate is not trusted or TLS fails (%s): see its name, the certificate, and the trust store of this process"
                                .formatted(where, settings.topic(), at.getMessage()),
                        e);
            } else if (at instanceof AuthenticationException) {
                return new SourceException(
                        Kind.UNAUTHORIZED,
                        "%s refuses our login for topic %s (%s): check the connection string or identity of this source"
                                .formatted(where, settings.topic(), at.getMessage()),
                        e);
            } else if (at instanceof LoginException) {
                return new SourceException(
                        Kind.UNAUTHORIZED,
                        "%s was not asked for topic %s, for there is %s: check the identity of this source"
                                .formatted(where, settings.topic(), noToken(at)),
                        e);
            } else if (at instanceof AuthorizationException) {
                return new SourceException(
                        Kind.UNAUTHORIZED,
                        "%s does not let us read topic %s in group %s (%s): give the right Listen, or the role Azure Event Hubs Data Receiver, or read on topic and group"
                                .formatted(where, settings.topic(), settings.group(), at.getMessage()),
                        e);
            } else if (at instanceof UnknownTopicOrPartitionException) {
                return new SourceException(
                        Kind.UNREACHABLE,
                        "%s has no topic %s: create it, or check the name".formatted(where, settings.topic()),
                        e);
            } else if (at instanceof TimeoutException) {
                return new SourceException(
                        Kind.UNREACHABLE,
                        "%s does not answer for topic %s (%s): see host, network and that its port is open"
                                .formatted(where, settings.topic(), at.getMessage()),
                        e);
            }
        }
        return new SourceException(
                Kind.UNREACHABLE, "%s fails for topic %s: %s".formatted(where, settings.topic(), e), e);
    }

    private String noToken(Throwable e) {
        if (settings.connection().get(BearerLogin.SOURCE) instanceof BearerLogin.Tokens tokens
                && !tokens.failure().isEmpty()) {
            return tokens.failure();
        }
        return "no login: " + e.getMessage();
    }

    private static Map<String, Object> common() {
        Map<String, Object> config = new HashMap<>();
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, SLOWEST_RECONNECT_MILLIS);
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        return config;
    }

    /** Else it would warn of each setting that is for consumers alone. */
    private static Set<String> adminKeys(Map<String, Object> config) {
        Set<String> keys = new HashSet<>(config.keySet());
        keys.removeIf(key -> ConsumerConfig.configNames().contains(key)
                && !AdminClientConfig.configNames().contains(key));
        return keys;
    }
}
