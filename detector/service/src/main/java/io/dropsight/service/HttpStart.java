package io.dropsight.service;

import io.dropsight.service.api.Peers;
import io.dropsight.service.config.RunConfig;
import io.dropsight.service.config.Secrets;
import io.dropsight.service.http.Access;
import io.dropsight.service.http.EventStreams;
import io.dropsight.service.http.HttpFace;
import io.dropsight.service.http.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** HTTP as configured. */
final class HttpStart {
    private static final String EVENTS = "/api/events";

    private HttpStart() {}

    /**
     * @return the port
     * @throws IllegalStateException if it cannot start, with what to do
     */
    static int start(RunConfig.Http config, List<Route> routes, EventStreams streams, Closer closer) {
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        if (address.isUnresolved()) {
            throw new IllegalStateException(
                    "http.host is \"%s\", which is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all"
                            .formatted(config.host()));
        }
        Access access = Access.of(Secrets.read(config.token(), config.tokenFile()));
        SSLContext tls = tls(config, KeyStores::serving);
        return closer.open(() -> face(address, tls, access, routes, streams)).port();
    }

    /** With which this instance asks others, which are taken to serve as it does. */
    static Peers peers(RunConfig.Http config) {
        return new Peers(tls(config, KeyStores::trustingPeers), Secrets.read(config.token(), config.tokenFile()));
    }

    private static HttpFace face(
            InetSocketAddress address,
            @Nullable SSLContext tls,
            Access access,
            List<Route> routes,
            EventStreams streams) {
        try {
            return HttpFace.start(address, tls, access, routes, EVENTS, streams);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "http.port is %d, which cannot be used on %s (%s): choose another, or end what uses it"
                            .formatted(address.getPort(), address.getHostString(), e.getMessage()),
                    e);
        }
    }

    /** One end of a connection with the key store. */
    @FunctionalInterface
    private interface End {
        SSLContext of(Path keystore, String password) throws IOException, GeneralSecurityException;
    }

    /** Null where HTTP is plain. */
    private static @Nullable SSLContext tls(RunConfig.Http config, End end) {
        Path keystore = config.keystore().orElse(null);
        if (keystore == null) {
            return null;
        }
        try {
            return end.of(keystore, config.keystorePassword().orElse(""));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "http.keystore %s cannot be used: it has to be PKCS12 with the password of http.keystore-password"
                            .formatted(keystore),
                    e);
        }
    }
}
