package io.dropsight.service;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts what the JDK trusts and the certificates of the own key store, so that instances with one key store know each other. */
final class PeerTrust {
    private PeerTrust() {}

    static SSLContext of(Path keystore, String password) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(keystore, password)) {
                trusted.setCertificateEntry("c" + number++, certificate);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(trusted), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "http.keystore %s cannot be used to know other instances by: it has to be PKCS12 with the password of"
                                    .formatted(keystore)
                            + " http.keystore-password",
                    e);
        }
    }

    private static List<Certificate> certificates(Path keystore, String password)
            throws IOException, GeneralSecurityException {
        List<Certificate> all = new ArrayList<>();
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            own.load(in, password.toCharArray());
        }
        for (String alias : Collections.list(own.aliases())) {
            Certificate[] chain = own.getCertificateChain(alias);
            if (chain == null) {
                all.add(own.getCertificate(alias));
            } else {
                all.addAll(List.of(chain));
            }
        }
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager known) {
                for (X509Certificate certificate : known.getAcceptedIssuers()) {
                    all.add(certificate);
                }
            }
        }
        return all;
    }

    /** @param trusted null for what the JDK trusts */
    private static TrustManager[] managers(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }
}
