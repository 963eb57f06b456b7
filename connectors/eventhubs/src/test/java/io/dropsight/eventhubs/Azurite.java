package io.dropsight.eventhubs;

import com.azure.storage.blob.BlobContainerClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Microsoft's own emulator of the Blob store, from the npm folder in system property {@code azurite.home}. */
final class Azurite implements AutoCloseable {
    private static final String ACCOUNT = "dropsight";

    private final Process process;
    private final String connectionString;

    private Azurite(Process process, String connectionString) {
        this.process = process;
        this.connectionString = connectionString;
    }

    static Azurite start() throws IOException {
        Path program = Path.of(System.getProperty("azurite.home"), "node_modules", ".bin", "azurite-blob");
        int port = freePort();
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        String key = Base64.getEncoder().encodeToString(bytes);
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        program.toString(),
                        "--inMemoryPersistence",
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        Integer.toString(port),
                        "--skipApiVersionCheck",
                        "--disableTelemetry",
                        "--silent"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("AZURITE_ACCOUNTS", ACCOUNT + ":" + key);
        Process process = builder.start();
        awaitPort(process, port);
        return new Azurite(
                process,
                "DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;BlobEndpoint=http://127.0.0.1:%d/%s;"
                        .formatted(ACCOUNT, key, port, ACCOUNT));
    }

    /** With a container of this name, which is new. */
    BlobStore store(String container) {
        new BlobContainerClientBuilder()
                .connectionString(connectionString)
                .containerName(container)
                .buildClient()
                .createIfNotExists();
        return BlobStore.of(Secret.of(connectionString, "Azurite"), container);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(Process process, int port) throws IOException {
        Instant giveUpAt = Instant.now().plus(Duration.ofSeconds(60));
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || Instant.now().isAfter(giveUpAt)) {
                    process.destroyForcibly();
                    throw new IOException("azurite-blob does not answer on port " + port, e);
                }
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
