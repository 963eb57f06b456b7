package io.dropsight.service;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The PKCS12 key store of {@code http.keystore}, seen from both ends of a connection. */
final class KeyStores {
    private KeyStores() {}

    /** TLS of a server with these keys. */
    static SSLContext serving(Path file, String password) throws IOException, GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(read(file, password), password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** TLS of a client that takes these certificates, and no others. */
    static SSLContext trusting(Path file, String password) throws IOException, GeneralSecurityException {
        return trusting(certificates(file, password));
    }

    /** The same, and what the JDK trusts: instances with one key store know each other, whoever signed it. */
    static SSLContext trustingPeers(Path file, String password) throws IOException, GeneralSecurityException {
        List<Certificate> all = certificates(file, password);
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager known) {
                all.addAll(List.of(known.getAcceptedIssuers()));
            }
        }
        return trusting(all);
    }

    private static List<Certificate> certificates(Path file, String password)
            throws IOException, GeneralSecurityException {
        KeyStore keys = read(file, password);
        List<Certificate> all = new ArrayList<>();
        for (String alias : Collections.list(keys.aliases())) {
            Certificate[] chain = keys.getCertificateChain(alias);
            if (chain != null) {
                all.addAll(List.of(chain));
            } else if (keys.getCertificate(alias) != null) {
                all.add(keys.getCertificate(alias));
            }
        }
        return all;
    }

    private static SSLContext trusting(List<Certificate> certificates) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (Certificate certificate : certificates) {
            trusted.setCertificateEntry("c" + trusted.size(), certificate);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers(trusted), null);
        return context;
    }

    /** @param trusted null for what the JDK trusts */
    private static TrustManager[] managers(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    private static KeyStore read(Path file, String password) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password.toCharArray());
            return keys;
        }
    }
}
