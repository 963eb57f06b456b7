package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.service.api.Peers;
import io.dropsight.service.config.ConfigLoader;
import io.dropsight.service.config.RunConfig;
import io.dropsight.service.http.EventStreams;
import io.dropsight.service.http.Reply;
import io.dropsight.service.http.Route;
import io.dropsight.testkit.eventhubs.TestCertificate;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One instance asks another of a device: over TLS, with the token, and through a path with anything in it. */
class PeersTest {
    private static TestCertificate certificate;

    @BeforeAll
    static void make() {
        certificate = TestCertificate.make();
    }

    @AfterAll
    static void delete() {
        certificate.close();
    }

    @Test
    void instancesWithOneKeyStoreAndOneTokenKnowEachOther() throws Exception {
        RunConfig.Http http = http("secret");
        try (Closer closer = new Closer(Duration.ofSeconds(5))) {
            HttpResponse<byte[]> answer = ask(HttpStart.peers(http), start(http, closer), "../%2e/<b>\"ü");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new String(answer.body(), UTF_8)).isEqualTo("true plant ../%2e/<b>\"ü pump 1");
        }
    }

    @Test
    void anotherTokenIsRefused() throws Exception {
        try (Closer closer = new Closer(Duration.ofSeconds(5))) {
            int port = start(http("secret"), closer);
            assertThat(ask(HttpStart.peers(http("guessed")), port, "press-1").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void anotherKeyStoreIsNotTrusted() throws Exception {
        try (Closer closer = new Closer(Duration.ofSeconds(5));
                TestCertificate stranger = TestCertificate.make()) {
            int port = start(http("secret"), closer);
            Peers peers = HttpStart.peers(http("secret", stranger));
            assertThatThrownBy(() -> ask(peers, port, "press-1")).isInstanceOf(IOException.class);
        }
    }

    private static int start(RunConfig.Http http, Closer closer) {
        Route route = new Route("GET", "/api/devices/{hub}/{id}", false, request -> {
            String said = "%s %s %s %s"
                    .formatted(
                            request.peer(),
                            request.path().get(2),
                            request.path().get(3),
                            request.parameter("module").orElse(""));
            return Reply.ok("text/plain; charset=utf-8", said.getBytes(UTF_8));
        });
        return HttpStart.start(http, List.of(route), new EventStreams(1), closer);
    }

    private static HttpResponse<byte[]> ask(Peers peers, int port, String id) throws Exception {
        return peers.device("localhost:" + port, "plant", id, "pump 1");
    }

    private static RunConfig.Http http(String token) {
        return http(token, certificate);
    }

    private static RunConfig.Http http(String token, TestCertificate its) {
        return new ConfigLoader(Map.of(
                        "DROPSIGHT_HTTP_PORT",
                        "0",
                        "DROPSIGHT_HTTP_TOKEN",
                        token,
                        "DROPSIGHT_HTTP_KEYSTORE",
                        its.keyStore().toString(),
                        "DROPSIGHT_HTTP_KEYSTORE_PASSWORD",
                        its.trustStorePassword()))
                .load(null)
                .config()
                .http();
    }
}
