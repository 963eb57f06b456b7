package io.dropsight.detect;

import static io.dropsight.detect.Timeline.HOUR;
import static io.dropsight.detect.Timeline.MINUTE;
import static io.dropsight.detect.Timeline.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.model.Severity;
import io.dropsight.model.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Tokens of a fleet that reconnected together end together: from events to alerts. */
class EchoTest {
    private static final int DEVICES = 120;
    private static final long LIFETIME = 65 * MINUTE;
    private static final long OUTAGE = 5 * HOUR + 123;

    /** One device after the other: sessions of 65 minutes, cut by the outages that hit it. */
    private static Timeline fleet(long until, IntPredicate hasToken, long... outages) {
        Timeline it = new Timeline();
        for (int i = 0; i < DEVICES; i++) {
            String name = String.format("press-%03d", i);
            it.from("203.0." + i % 6 + ".XXX");
            long connect = 29L * i;
            int next = 0;
            while (connect < until) {
                it.connect(name, connect);
                long end = hasToken.test(i) ? connect + LIFETIME + i % 3 : until;
                int code = 401003;
                while (next < outages.length && outages[next] + i % 12 <= connect) {
                    next++;
                }
                if (next < outages.length && outages[next] + i % 12 < end) {
                    end = outages[next++] + i % 12;
                    code = i % 4 == 0 ? 500001 : 404104;
                }
                if (end >= until) {
                    break;
                }
                it.drop(name, end, code);
                connect = end + (code == 401003 ? 3 : 20 + i % 90);
            }
        }
        return it;
    }

    private static List<Alert> last(Pipeline run) {
        Map<String, Alert> last = new LinkedHashMap<>();
        run.alerts(Pattern.MASS).forEach(alert -> last.put(alert.alertId(), alert));
        return List.copyOf(last.values());
    }

    private static List<Alert> last(Pipeline run, Cause cause) {
        return last(run).stream().filter(alert -> alert.cause() == cause).toList();
    }

    private static long seconds(Alert alert) {
        return Duration.between(START, alert.onset()).toSeconds();
    }

    @Test
    void oneLifetimeAfterAnOutageTheTokensEndTogetherAsForecast() {
        Pipeline run = fleet(9 * HOUR, i -> true, OUTAGE).run();
        List<Alert> outages = last(run, Cause.HUB_TRANSIENT);
        assertThat(outages).hasSize(1);
        Alert outage = outages.get(0);
        assertThat(seconds(outage)).isBetween(OUTAGE, OUTAGE + 3);
        assertThat(outage.scope().deviceCount()).isBetween(DEVICES - 5, DEVICES);
        assertThat(outage.forecast()).isNotNull();
        long forecast = Duration.between(START, outage.forecast().at()).toSeconds();
        assertThat(forecast).isBetween(OUTAGE + 20 + LIFETIME - 5, OUTAGE + 120 + LIFETIME);
        assertThat(outage.forecast().devices()).isBetween(DEVICES / 2, DEVICES);

        List<Alert> echoes = last(run, Cause.SAS_ECHO);
        assertThat(echoes).hasSizeBetween(2, 3); // one each lifetime until nine
        Alert echo = echoes.get(0);
        assertThat(seconds(echo)).isBetween(OUTAGE + LIFETIME + 20, OUTAGE + LIFETIME + 60);
        assertThat(echo.status()).isEqualTo(Status.RESOLVED);
        assertThat(echo.cause().severity()).isEqualTo(Severity.INFO);
        assertThat(echo.scope().deviceCount()).isBetween(DEVICES - 10, DEVICES);
        assertThat(echo.evidence())
                .anyMatch(line -> line.contains("their tokens end together"))
                .anyMatch(line -> line.contains("forecast"));
        assertThat(run.last.values()).noneMatch(verdict -> verdict.pattern() == Pattern.RANDOM);
    }

    @Test
    void tokensThatEndInNoStepAreNoEcho() {
        assertThat(fleet(9 * HOUR, i -> true).run().alerts(Pattern.MASS)).isEmpty();
    }

    @Test
    void aFleetWithoutTokensHasNoEcho() {
        Pipeline run = fleet(9 * HOUR, i -> false, OUTAGE).run();
        assertThat(last(run)).hasSize(1);
        assertThat(last(run).get(0).forecast()).isNull();
    }

    @Test
    void anOutageInsideAnEchoIsStillAnOutage() {
        long second = OUTAGE + LIFETIME + 45;
        Pipeline run = fleet(9 * HOUR, i -> i % 2 == 0, OUTAGE, second).run();
        List<Alert> outages = last(run, Cause.HUB_TRANSIENT);
        assertThat(outages).hasSize(2);
        assertThat(seconds(outages.get(1))).isBetween(second - 5, second + 12);
        assertThat(outages.get(1).scope().deviceCount())
                .as("the rest looks like tokens")
                .isGreaterThanOrEqualTo(30);
        assertThat(last(run, Cause.SAS_ECHO)).isNotEmpty();
    }

    @Test
    void whatEndedAsATokenIsHeldAgainstNoDevice() {
        Pipeline run = fleet(14 * HOUR, i -> true, OUTAGE, OUTAGE + 4 * HOUR).run();
        assertThat(run.last.values())
                .isNotEmpty()
                .allMatch(
                        verdict -> verdict.pattern() == Pattern.PERIODIC && verdict.cause() == Cause.SAS_TOKEN_EXPIRY);
        assertThat(last(run, Cause.HUB_TRANSIENT)).hasSize(2);
    }
}
