package io.dropsight.testkit.eventhubs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for localhost and 127.0.0.1, signed by itself and made by the JDK's keytool. Its files are in a
 * temporary folder until it is closed.
 */
public final class TestCertificate implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "server";
    private static final long KEYTOOL_SECONDS = 60;

    private final Path folder;
    private final KeyStore keys;
    private final KeyStore trusted;

    private TestCertificate(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        Path keyFile = keyStore();
        makeKey(keyFile);
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyFile)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
        try (OutputStream out = Files.newOutputStream(trustStore())) {
            trusted.store(out, PASSWORD.toCharArray());
        }
    }

    public static TestCertificate make() {
        try {
            return new TestCertificate(Files.createTempDirectory("test-certificate"));
        } catch (IOException e) {
            throw new UncheckedIOException("No certificate for a test server", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No certificate for a test server", e);
        }
    }

    private static void makeKey(Path keyFile) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "7",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keyFile.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(keytool + " made no key in " + keyFile);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + keytool, e);
        }
    }

    /** A PKCS12 file with the certificate, for {@code javax.net.ssl.trustStore}. */
    public Path trustStore() {
        return folder.resolve("trust.p12");
    }

    public String trustStorePassword() {
        return PASSWORD;
    }

    /** A PKCS12 file with key and certificate, for servers; its password is the same. */
    public Path keyStore() {
        return folder.resolve("server.p12");
    }

    /** For clients: trusts this certificate and no other. */
    public SSLContext clientContext() {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No TLS context from " + trustStore(), e);
        }
    }

    /** For servers: shows this certificate. */
    public SSLContext serverContext() {
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No TLS context for the test server", e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(keyStore());
            Files.deleteIfExists(trustStore());
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Temporary folder " + folder + " was not deleted", e);
        }
    }
}
