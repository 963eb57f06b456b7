package io.dropsight.testkit.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.models.EventPosition;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example of the README, and that it is this one. */
class ExampleTest {
    private static final Path THIS = Path.of("src/test/java/io/dropsight/testkit/eventhubs/ExampleTest.java");

    @Test
    void readsAnEventBack() {
        // example
        try (var server = EventHubsServer.start()) {
            server.createHub("logs", 4);
            server.preload("logs", 0, List.of("hello".getBytes(StandardCharsets.UTF_8)));
            try (var client = new EventHubClientBuilder()
                    .connectionString(server.connectionString("logs"))
                    .consumerGroup("$Default")
                    .buildConsumerClient()) {
                var events = client.receiveFromPartition("0", 1, EventPosition.earliest(), Duration.ofSeconds(10));
                assertThat(events).extracting(PartitionEvent::getData).allMatch(data -> data.getSequenceNumber() == 0);
                assertThat(events).hasSize(1);
            }
            assertThat(server.trace(TraceEvent.Kind.READER_ATTACHED))
                    .extracting(event -> event.detail("filter"))
                    .containsExactly("amqp.annotation.x-opt-offset > '-1'");
        }
        // end of example
    }

    @Test
    void readmeShowsIt() throws IOException {
        String source = Files.readString(THIS);
        int begin = source.indexOf("// example\n") + "// example\n".length();
        String example = source.substring(begin, source.indexOf("// end of example"))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(Path.of("README.md"))
                        .lines()
                        .map(String::strip)
                        .collect(Collectors.joining("\n")))
                .contains(example);
    }

    @Test
    void readmeNamesEveryFault() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(Faults.class.getDeclaredMethods())
                .filteredOn(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
                .hasSizeGreaterThan(5)
                .allSatisfy(method -> assertThat(readme).contains("`" + method.getName() + "("));
    }
}
