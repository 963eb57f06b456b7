package io.dropsight.eventhubs;

import io.dropsight.kafka.EmbeddedKafka;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One broker for all test classes that ask for it, closed after the last: a start takes seconds. */
final class SharedKafka implements BeforeAllCallback {
    private static volatile EmbeddedKafka kafka;

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(Namespace.create(SharedKafka.class)).getOrComputeIfAbsent(SharedKafka.class, key -> {
            EmbeddedKafka started = EmbeddedKafka.temporary();
            kafka = started;
            return started;
        });
    }

    static Map<String, Object> connection() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }
}
