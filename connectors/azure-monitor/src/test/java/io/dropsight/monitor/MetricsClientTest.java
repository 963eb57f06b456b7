package io.dropsight.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import io.dropsight.monitor.MonitorServer.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class MetricsClientTest {
    private static final Instant TEN = Instant.parse("2026-03-02T10:00:00Z");
    private static final HubResource HUB = Hubs.of("plant");
    private static final Clock CLOCK = Clock.fixed(TEN, ZoneOffset.UTC);
    private static final String TOKEN = "not-a-token-of-anyone";

    private final List<TokenRequestContext> wanted = new CopyOnWriteArrayList<>();
    private final TokenCredential credential = request -> Mono.fromSupplier(() -> {
        wanted.add(request);
        return new AccessToken(TOKEN, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
    });
    private MonitorServer server;
    private MetricsClient client;

    @BeforeEach
    void start() {
        server = MonitorServer.start();
        client = client(credential, server.endpoint(), Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readsTheCountOfEachMinuteAndLeavesOutThoseThatAzureHasNoneFor() throws Exception {
        server.count("plant", minute(0), 412);
        server.nullAt("plant", minute(1));
        server.count("plant", minute(3), 0);
        server.count("plant", minute(4), 411.5);
        server.count("plant", minute(5), 1);

        assertThat(client.points(HUB, minute(0), minute(5)))
                .containsExactly(new Point(minute(0), 412), new Point(minute(3), 0), new Point(minute(4), 411.5));
    }

    @Test
    void asksAsTheReferenceOfTheInterfaceSays() throws Exception {
        assertThat(client.points(HUB, minute(0), minute(5))).isEmpty();

        MonitorServer.Asked request = server.asked().get(0);
        assertThat(request.path()).isEqualTo("/" + HUB.id() + "/providers/Microsoft.Insights/metrics");
        assertThat(request.from()).isEqualTo(minute(0));
        assertThat(request.to()).isEqualTo(minute(5));
        assertThat(request.query())
                .containsEntry("metricnames", "connectedDeviceCount")
                .containsEntry("interval", "PT1M")
                .containsKey("api-version");
        assertThat(request.query().get("aggregation")).isEqualToIgnoringCase("average");
        assertThat(request.authorization()).isEqualTo("Bearer " + TOKEN);
        assertThat(wanted).hasSize(1);
        assertThat(wanted.get(0).getScopes()).containsExactly(server.endpoint() + "/.default");
    }

    @Test
    void takesMinutesInAnyOrderAndIgnoresWhatWasNotAskedFor() throws Exception {
        server.reply("plant", Reply.of(200, body("""
                {"timeStamp":"2026-03-02T10:02:00Z","average":2},{"timeStamp":"2026-03-02T10:01:00Z","average":1},\
                {"timeStamp":"2026-03-02T11:00:00Z","average":9},{"timeStamp":"2026-03-02T09:59:00Z","average":8}""")));

        assertThat(client.points(HUB, minute(0), minute(5)))
                .containsExactly(new Point(minute(1), 1), new Point(minute(2), 2));
    }

    @ParameterizedTest
    @CsvSource({
        "401, InvalidAuthenticationToken, UNAUTHORIZED, check tenant",
        "403, AuthorizationFailed, UNAUTHORIZED, Monitoring Reader",
        "404, ResourceNotFound, NOT_FOUND, check the resource id",
        "400, BadRequest, REFUSED, check resource id and endpoint",
        "302, Found, REFUSED, check resource id and endpoint",
        "429, TooManyRequests, THROTTLED, slow down",
        "408, RequestTimeout, SERVER_ERROR, asked again",
        "500, InternalServerError, SERVER_ERROR, asked again",
        "503, ServerBusy, SERVER_ERROR, asked again",
        "529, Overloaded, SERVER_ERROR, asked again"
    })
    void tellsWhatARefusalMeansAndWhatToDo(int status, String code, PollOutcome outcome, String advice) {
        server.reply("plant", Reply.error(status, code));

        PollException failure = failure(client);

        assertThat(failure.outcome()).isEqualTo(outcome);
        assertThat(failure).hasMessageContaining("Hub plant").hasMessageContaining(status + " " + code);
        assertThat(failure).hasMessageContaining(advice);
        assertThat(failure.getMessage()).doesNotContain(TOKEN).doesNotContain("in words");
        assertThat(server.asked()).as("it asks once").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"17, 17", "0, 0", "'Mon, 02 Mar 2026 10:01:30 GMT', 90", "soon, 0", "'', 0"})
    void passesOnHowLongAzureWantsItToWait(String header, long seconds) {
        server.reply("plant", Reply.error(429, "TooManyRequests", "Retry-After", header));

        assertThat(failure(client).retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>welcome to the hotel</html>",
                "{\"cost\":1",
                "{}",
                "[]",
                "{\"timespan\":\"a/b\",\"value\":[]}",
                "{\"timespan\":\"2026-03-02T10:00:00Z/2026-03-02T10:05:00Z\",\"value\":[{}]}",
                "{\"timespan\":\"2026-03-02T10:00:00Z/2026-03-02T10:05:00Z\",\"value\":[{\"id\":\"i\",\"type\":\"t\",\"name\":{\"value\":\"connectedDeviceCount\"},\"unit\":\"Count\",\"timeseries\":[{\"data\":[{\"timeStamp\":\"yesterday\",\"average\":1}]}]}]}"
            })
    void callsAnAnswerThatIsNoneUnreadable(String body) {
        server.reply("plant", Reply.of(200, body));

        PollException failure = failure(client);

        assertThat(failure.outcome()).isEqualTo(PollOutcome.UNREADABLE);
        assertThat(failure).hasMessageContaining("cannot be read");
    }

    @Test
    void takesAnErrorOfTheMetricUnderAStatusOf200ForWhatItIs() {
        server.reply(
                "plant", Reply.of(200, body("").replace("\"errorCode\":\"Success\"", "\"errorCode\":\"Throttled\"")));

        PollException failure = failure(client);

        assertThat(failure.outcome()).isEqualTo(PollOutcome.SERVER_ERROR);
        assertThat(failure).hasMessageContaining("Throttled");
    }

    @Test
    void readsNoMoreThanTheBoundOfAHugeAnswer() {
        server.reply("plant", Reply.huge(20L * MetricsClient.MAX_BYTES));

        PollException failure = failure(client);

        assertThat(failure.outcome()).isEqualTo(PollOutcome.UNREADABLE);
        assertThat(failure).hasMessageContaining("more than " + MetricsClient.MAX_BYTES);
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswer() {
        server.reply("plant", Reply.silence());

        PollException failure = failure(client(credential, server.endpoint(), Duration.ofSeconds(1)));

        assertThat(failure.outcome()).isEqualTo(PollOutcome.UNREACHABLE);
        assertThat(failure).hasMessageContaining("does not answer within 1 s");
    }

    @Test
    void givesUpOnAServerThatStopsInTheMiddleOfItsAnswer() {
        server.reply("plant", (exchange, closed) -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            closed.await();
        });

        PollException failure = failure(client(credential, server.endpoint(), Duration.ofSeconds(1)));

        assertThat(failure.outcome()).isEqualTo(PollOutcome.UNREACHABLE);
    }

    @Test
    void saysWhenNobodyIsThere() {
        URI gone = server.endpoint();
        server.close();

        PollException failure = failure(client(credential, gone, Duration.ofSeconds(20)));

        assertThat(failure.outcome()).isEqualTo(PollOutcome.UNREACHABLE);
        assertThat(failure).hasMessageContaining(gone.toString()).hasMessageContaining("ConnectException");
    }

    @Test
    void doesNotTrustAnUnknownCertificate() {
        var wary = new MetricsClient(
                server.endpoint(), credential, HttpClient.newBuilder(), Duration.ofSeconds(20), CLOCK);

        PollException failure = failure(wary);

        assertThat(failure.outcome()).isEqualTo(PollOutcome.UNREACHABLE);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void saysWhenNoTokenCanBeGot() {
        TokenCredential refused = request ->
                Mono.error(new ClientAuthenticationException("AADSTS7000215: invalid client secret\nTrace", null));

        PollException failure = failure(client(refused, server.endpoint(), Duration.ofSeconds(20)));

        assertThat(failure.outcome()).isEqualTo(PollOutcome.UNAUTHORIZED);
        assertThat(failure).hasMessageContaining("no token").hasMessageContaining("AADSTS7000215");
        assertThat(failure.getMessage()).doesNotContain("Trace");
        assertThat(server.asked()).isEmpty();
    }

    private PollException failure(MetricsClient of) {
        return catchThrowableOfType(PollException.class, () -> of.points(HUB, minute(0), minute(5)));
    }

    private MetricsClient client(TokenCredential by, URI endpoint, Duration timeout) {
        return new MetricsClient(endpoint, by, server.trusting(), timeout, CLOCK);
    }

    private static Instant minute(int number) {
        return TEN.plusSeconds(60L * number);
    }

    private static String body(String data) {
        return """
                {"timespan":"2026-03-02T10:00:00Z/2026-03-02T10:05:00Z","interval":"PT1M","value":[{"id":"i","type":"Microsoft.Insights/metrics",\
                "name":{"value":"connectedDeviceCount","localizedValue":"Connected devices"},"unit":"Count",\
                "timeseries":[{"metadatavalues":[],"data":[%s]}],"errorCode":"Success"}],"namespace":"Microsoft.Devices/IotHubs"}""".formatted(data);
    }
}
