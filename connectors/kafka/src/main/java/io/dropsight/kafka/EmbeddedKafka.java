package io.dropsight.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A single-node Kafka in this JVM, on free ports of the loopback interface. Its folder is temporary, and deleted by
 * {@link #close()}, or kept, and then good for another start; ports may differ from start to start.
 *
 * <p>Nothing is closed by itself at Ctrl-C: the owner calls {@link #close()}, which may be done from any thread and
 * more than once. The broker's threads keep a JVM alive until then. It logs through slf4j alone, and
 * nothing else of it prints: the loggers {@code kafka}, {@code org.apache.kafka} and {@code state.change.logger} belong
 * on WARN, {@code org.apache.kafka.controller.QuorumController} and {@code org.apache.kafka.clients.NetworkClient},
 * which warn at each start and stop that nothing is wrong with, on ERROR.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final String LOCK = ".in-use";

    private final Path folder;
    private final boolean temporary;
    private final FileChannel lock;
    private final BrokerNode node;
    private boolean closed;

    private EmbeddedKafka(Path folder, boolean temporary, FileChannel lock, BrokerNode node) {
        this.folder = folder;
        this.temporary = temporary;
        this.lock = lock;
        this.node = node;
    }

    /** Starts on a temporary folder of its own. Returns once the broker answers; a few seconds. */
    public static EmbeddedKafka temporary() {
        return temporary(LoginListener.NONE);
    }

    /**
     * The same, with one more address, {@link #loginBootstrapServers()}, for clients that log in: by SASL_PLAINTEXT with
     * PLAIN, or with OAUTHBEARER and an unsigned token of anyone. For trying clients; it protects nothing.
     *
     * @param passwords by user
     */
    public static EmbeddedKafka temporaryWithLogin(Map<String, String> passwords) {
        return temporary(new LoginListener(passwords, Map.of()));
    }

    /**
     * The same by SASL_SSL.
     *
     * @param keyStore PKCS12, with the key and certificate of 127.0.0.1; read at the start
     */
    public static EmbeddedKafka temporaryWithTlsLogin(
            Map<String, String> passwords, Path keyStore, String storePassword) {
        return temporary(new LoginListener(
                passwords,
                Map.of(
                        "ssl.keystore.location",
                        keyStore.toString(),
                        "ssl.keystore.type",
                        "PKCS12",
                        "ssl.keystore.password",
                        storePassword,
                        "ssl.key.password",
                        storePassword)));
    }

    private static EmbeddedKafka temporary(LoginListener logins) {
        try {
            return start(Files.createTempDirectory("dropsight-kafka-"), true, BoundSockets.ANY_PORT, logins);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "No temporary folder for the embedded Kafka: make room in %s or set -Djava.io.tmpdir"
                            .formatted(System.getProperty("java.io.tmpdir")),
                    e);
        }
    }

    /**
     * Starts on a folder that stays, new or from an earlier start.
     *
     * @throws IllegalStateException if another one is running on the folder, or the start fails
     */
    public static EmbeddedKafka keptIn(Path dataFolder) {
        return keptIn(dataFolder, BoundSockets.ANY_PORT);
    }

    /**
     * The same, for clients that outlive a restart.
     *
     * @param port of the broker on the loopback interface; 0 for any that is free
     * @throws IllegalStateException if another one is running on the folder, or the start fails, such as because the
     *                               port is taken
     */
    public static EmbeddedKafka keptIn(Path dataFolder, int port) {
        try {
            return start(Files.createDirectories(dataFolder), false, port, LoginListener.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Data folder %s of the embedded Kafka cannot be written: choose another".formatted(dataFolder), e);
        }
    }

    public String bootstrapServers() {
        return node.bootstrapServers();
    }

    /** Only of one that was started with logins. */
    public String loginBootstrapServers() {
        return node.loginBootstrapServers();
    }

    /** Of the broker and of its controller. */
    List<Integer> ports() {
        return node.ports();
    }

    Path folder() {
        return folder;
    }

    /** Stops in order, then deletes a temporary folder. Later calls wait for the first and do nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        node.close();
        release(lock, folder, temporary);
    }

    private static EmbeddedKafka start(Path folder, boolean temporary, int port, LoginListener logins)
            throws IOException {
        FileChannel lock = lock(folder);
        try {
            return new EmbeddedKafka(folder, temporary, lock, BrokerNode.start(folder, port, logins));
        } catch (RuntimeException e) {
            release(lock, folder, temporary);
            throw e;
        }
    }

    /** Kafka locks its folder too, but only after its metadata log has begun to write there. */
    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IllegalStateException(
                    "Data folder %s is in use by another embedded Kafka: stop that one or choose another folder"
                            .formatted(folder));
        }
        return channel;
    }

    private static void release(FileChannel lock, Path folder, boolean delete) {
        try {
            lock.close();
            if (delete) {
                deleteTree(folder);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Temporary folder {} of the embedded Kafka is left behind: delete it", folder, e);
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(folder)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
