package io.dropsight.kafka;

import static io.dropsight.kafka.Readings.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
    @Test
    void keepsItsDataFromStartToStartInAKeptFolder(@TempDir Path parent) {
        Path folder = parent.resolve("new/data");
        String address;
        int port;
        try (var kafka = EmbeddedKafka.keptIn(folder)) {
            Readings.create(kafka, 2, "events", "letters");
            write(kafka, 2, "pump-1");
            address = kafka.bootstrapServers();
            port = kafka.ports().get(0);
        }
        try (var kafka = EmbeddedKafka.keptIn(folder, port)) {
            assertThat(kafka.bootstrapServers())
                    .as("where clients still look for it")
                    .isEqualTo(address);
            Readings.create(kafka, 2, "events", "letters");
            write(kafka, 2, "pump-2");
            assertThat(Readings.all(kafka, "events"))
                    .extracting(record -> new String(record.key(), UTF_8))
                    .containsExactlyInAnyOrder("plant/pump-1", "plant/pump-2");
        }
        assertThat(folder).isNotEmptyDirectory();
    }

    @Test
    void leavesNothingBehind() throws Exception {
        Set<Thread> before = nonDaemons();
        EmbeddedKafka kafka = EmbeddedKafka.temporary();
        Readings.create(kafka, 1, "events", "letters");
        write(kafka, 1, "pump-1");
        assertThat(kafka.folder()).isNotEmptyDirectory();
        List<Integer> ports = kafka.ports();
        assertThat(ports).hasSize(2);
        for (int port : ports) {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
        }

        kafka.close();
        kafka.close();

        for (int port : ports) {
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(ConnectException.class);
        }
        assertThat(nonDaemons()).isSubsetOf(before);
        assertThat(kafka.folder()).doesNotExist();
    }

    @Test
    void twoRunSideBySide() throws Exception {
        try (var one = EmbeddedKafka.temporary()) {
            try (var other = EmbeddedKafka.temporary()) {
                Readings.create(one, 1, "ones");
                Readings.create(other, 1, "others");
                assertThat(topics(one)).containsExactly("ones");
                assertThat(topics(other)).containsExactly("others");
            }
            assertThat(topics(one)).as("after the other has gone").containsExactly("ones");
        }
    }

    @Test
    void refusesAFolderThatIsInUseAndLeavesItsOwnerAlone(@TempDir Path folder) throws Exception {
        try (var kafka = EmbeddedKafka.keptIn(folder)) {
            assertThatThrownBy(() -> EmbeddedKafka.keptIn(folder))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "Data folder %s is in use by another embedded Kafka: stop that one or choose another folder",
                            folder);
            Readings.create(kafka, 1, "events");
        }
    }

    @Test
    void aStartThatFailsThrowsAndCanBeTriedAgain(@TempDir Path folder) throws Exception {
        Path meta = folder.resolve("meta.properties");
        Files.writeString(meta, "version=1\ncluster.id=someone-else\nnode.id=7\n");
        assertThatThrownBy(() -> EmbeddedKafka.keptIn(folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The embedded Kafka in " + folder + " did not start: ");
        Files.delete(meta);
        EmbeddedKafka.keptIn(folder).close();
    }

    @Test
    void saysThatAFolderCannotBeWritten(@TempDir Path parent) throws Exception {
        Path file = Files.createFile(parent.resolve("file"));
        assertThatThrownBy(() -> EmbeddedKafka.keptIn(file))
                .hasMessage("Data folder %s of the embedded Kafka cannot be written: choose another", file);
    }

    /** As in a program that is stopped by Ctrl-C: closed from a shutdown hook, while its log goes nowhere. */
    @Test
    void printsNothingAndClosesInAShutdownHook(@TempDir Path temp) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + temp,
                        "-Dlogback.configurationFile=logback-off.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartThenExit.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(printed).isEmpty();
        assertThat(process.exitValue()).isEqualTo(7);
        assertThat(temp).isEmptyDirectory();
    }

    static final class StartThenExit {
        public static void main(String[] args) {
            EmbeddedKafka kafka = EmbeddedKafka.temporary();
            Readings.create(kafka, 1, "events");
            Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
            System.exit(7);
        }
    }

    private static void write(EmbeddedKafka kafka, int partitions, String device) {
        try (var writer = new FeedWriter(
                Readings.connection(kafka), "events", "letters", partitions, "s", Duration.ofSeconds(5))) {
            writer.event(START, 1, Readings.drop(device, START));
            writer.flush();
        }
    }

    private static Set<String> topics(EmbeddedKafka kafka) throws Exception {
        try (var admin = Admin.create(Readings.connection(kafka))) {
            return admin.listTopics().names().get();
        }
    }

    private static Set<Thread> nonDaemons() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .collect(Collectors.toSet());
    }
}
