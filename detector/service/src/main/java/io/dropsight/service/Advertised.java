package io.dropsight.service;

import io.dropsight.service.config.RunConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Under which address other instances reach this one. */
final class Advertised {
    private Advertised() {}

    /**
     * @param port     that is served
     * @param hostName of this machine
     * @return {@code host:port}; empty where HTTP is for this machine alone and nothing is configured
     */
    static Optional<String> of(RunConfig.Http http, int port, String hostName) {
        return http.advertised()
                .or(() -> bound(http.host(), hostName))
                .map(host -> host.indexOf(':') >= 0 && !host.startsWith("[") ? host : host + ":" + port);
    }

    private static Optional<String> bound(String host, String hostName) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (address.isLoopbackAddress()) {
                return Optional.empty();
            }
            String name = address.isAnyLocalAddress() ? hostName : host;
            return Optional.of(name.indexOf(':') >= 0 ? "[" + name + "]" : name);
        } catch (UnknownHostException e) { // which was refused when HTTP started
            return Optional.empty();
        }
    }
}
