package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.testkit.eventhubs.ServerOptions;
import io.dropsight.testkit.eventhubs.TraceEvent;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Tokens over TLS, wrong credentials, and that no secret is seen in anything that is logged or told meanwhile. */
@Isolated("what is logged meanwhile is looked at")
@ExtendWith(SharedKafka.class)
@Tag("faults")
class SecurityTest {
    private static final String KEY = "bm9ib2R5LW1heS1zZWUtdGhpcy1rZXk=";
    private static final String TOKEN = "nobody-may-see-this-token";

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.dropsight");
    private final Logger azure = (Logger) LoggerFactory.getLogger("com.azure");
    private final Lines lines = new Lines();
    private final SSLContext trusted = defaultContext();

    @BeforeEach
    void listen() {
        lines.start();
        root.addAppender(lines);
        ours.setLevel(Level.DEBUG);
        azure.setLevel(Level.INFO);
    }

    @AfterEach
    void restore() {
        root.detachAppender(lines);
        ours.setLevel(null);
        azure.setLevel(Level.ERROR);
        SSLContext.setDefault(trusted);
    }

    @Test
    void readsOverTlsWithATokenOfAnIdentity() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 2, ServerOptions.DEFAULTS.withTls());
                Feed feed = rig.feed()) {
            SSLContext.setDefault(rig.server.certificate().clientContext());
            TokenCredential credential = request -> Mono.just(
                    new AccessToken(TOKEN, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
            var settings = rig.quick(EventHubsSettings.of(
                            new HubAddress("contoso.servicebus.windows.net", Rig.HUB, "$default"),
                            new HubAuth.Other(credential))
                    .withEndpoint(rig.server.endpoint()));
            rig.preload(2, 0, 10, 10);
            rig.source(settings).start();
            Rig.await(feed, 200, Rig.SOON);
            feed.assertExactlyOnce(2, 100);

            assertThat(rig.server.trace(TraceEvent.Kind.PUT_TOKEN))
                    .isNotEmpty()
                    .allSatisfy(put -> assertThat(put.detail("type")).isEqualTo("jwt"));
            assertThat(rig.server.trace(TraceEvent.Kind.OPENED))
                    .extracting(TraceEvent::address)
                    .containsOnly("contoso.servicebus.windows.net");
            assertNothingSeen(rig, settings);
        }
    }

    @Test
    void saysOnceWhatIsWrongWithCredentialsTurnsRedAndRecoversByItself() throws Exception {
        try (Rig rig = new Rig(SharedKafka.connection(), 2);
                Feed feed = rig.feed()) {
            rig.preload(2, 0, 10, 10);
            rig.server.faults().failPutToken(401);
            var settings = rig.quick(EventHubsSettings.of(
                    Secret.of(
                            "Endpoint=%s;SharedAccessKeyName=test;SharedAccessKey=%s;EntityPath=%s;UseDevelopmentEmulator=true"
                                    .formatted(rig.server.endpoint(), KEY, Rig.HUB),
                            "the test"),
                    Optional.empty(),
                    "$default"));
            EventHubsSource source = rig.source(settings);
            source.start();
            Rig.await("several attempts", () -> source.counters().errors().get(HubErrorKind.UNAUTHORIZED) >= 3);

            assertThat(source.health()).extracting(SourceHealth::state).containsOnly(State.FAILED);
            assertThat(source.health()).allSatisfy(health -> assertThat(health.lastError())
                    .contains("the credentials are refused: check that the key has the Listen right"));
            assertThat(rig.alarms).extracting(SourceAlarm::kind).containsExactly(SourceAlarm.Kind.UNAUTHORIZED);
            assertThat(lines.of("io.dropsight", Level.WARN))
                    .singleElement()
                    .asString()
                    .contains("the credentials are refused");
            assertThat(lines.of("com.azure", Level.WARN))
                    .as("lines of Azure's client")
                    .hasSizeLessThan(25);

            rig.server.faults().clear();
            Rig.await(feed, 200, Rig.SOON);
            Rig.await("well again", () -> source.health().stream().allMatch(one -> one.state() == State.CAUGHT_UP));
            assertNothingSeen(rig, settings);
        }
    }

    private void assertNothingSeen(Rig rig, EventHubsSettings settings) {
        assertThat(lines.all).as("that anything was logged at all").isNotEmpty();
        assertThat(String.join("\n", lines.all)).doesNotContain(KEY).doesNotContain(TOKEN);
        assertThat(rig.alarms + " " + settings).doesNotContain(KEY).doesNotContain(TOKEN);
    }

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that is logged, with its stack traces. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> all = new CopyOnWriteArrayList<>();
        private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            String stack =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            all.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + stack);
            events.add(event);
        }

        private List<String> of(String logger, Level least) {
            return events.stream()
                    .filter(event -> event.getLoggerName().startsWith(logger)
                            && event.getLevel().isGreaterOrEqual(least))
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
        }
    }
}
