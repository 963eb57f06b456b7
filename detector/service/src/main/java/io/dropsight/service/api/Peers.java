package io.dropsight.service.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.service.http.HttpFace;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Asks another instance, with the same token and over TLS where this one serves TLS; within bounds. */
public final class Peers {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final HttpClient client;
    private final String scheme;
    private final Optional<String> token;

    /** @param tls null where instances serve plain HTTP */
    public Peers(@Nullable SSLContext tls, Optional<String> token) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_WITHIN);
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.client = builder.build();
        this.scheme = tls == null ? "http" : "https";
        this.token = token;
    }

    /**
     * @param address {@code host:port}
     * @throws IOException if it does not answer in time
     */
    public HttpResponse<byte[]> device(String address, String hub, String id, String module)
            throws IOException, InterruptedException {
        String query = module.isEmpty() ? "" : "?module=" + coded(module);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "%s://%s/api/devices/%s/%s%s".formatted(scheme, address, coded(hub), coded(id), query)))
                .header(HttpFace.PEER_HEADER, "1")
                .timeout(ANSWER_WITHIN);
        token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** A dot is coded, too: an id may be {@code ..}. */
    private static String coded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace(".", "%2E");
    }
}
