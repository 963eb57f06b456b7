package io.dropsight.simulator.score;

import static io.dropsight.simulator.score.Cases.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Arrival;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.Operation;
import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.Truth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Times are minutes; each record arrives five seconds after its event. */
final class NaiveBaselineTest {
    private final List<FeedMessage.Event> events = new ArrayList<>();

    private void drop(String id, double minutes) {
        event(id, minutes, Operation.DISCONNECT, 404104);
    }

    private void connect(String id, double minutes) {
        event(id, minutes, Operation.CONNECT, 0);
    }

    private void event(String id, double minutes, Operation operation, int code) {
        Instant when = at(minutes);
        events.add(new FeedMessage.Event(
                new Arrival("test", when.plusSeconds(5), events.size()),
                new DiagnosticEvent(
                        DeviceKey.of(Cases.HUB, id), when, operation, code != 0, code, "", "", "", Auth.UNKNOWN, "")));
    }

    private ScoredFindings run(boolean vendorFilter) {
        List<FeedMessage> inOrder = events.stream()
                .sorted(Comparator.comparing(event -> event.arrival().at()))
                .map(FeedMessage.class::cast)
                .toList();
        return NaiveBaseline.run(
                new Simulation() {
                    @Override
                    public Stream<FeedMessage> messages() {
                        return inOrder.stream();
                    }

                    @Override
                    public Truth truth() {
                        throw new AssertionError("the rules may not look at the truth");
                    }
                },
                vendorFilter);
    }

    @Test
    void fourDropsAtEvenGapsArePeriodic() {
        for (double minutes : new double[] {65, 131, 195, 260}) {
            drop("a", minutes);
        }

        ScoredFindings found = run(false);

        assertThat(found.alerts()).isEmpty();
        assertThat(found.verdicts()).singleElement().satisfies(it -> {
            assertThat(it.pattern()).isEqualTo("periodic");
            assertThat(it.cause()).isEqualTo("sas_token_expiry");
            assertThat(it.ageSeconds()).isEqualTo(65 * 60.0);
            assertThat(it.onset()).isEqualTo(at(65));
            assertThat(it.detectedAt()).isEqualTo(at(260).plusSeconds(5));
            assertThat(it.status()).isEqualTo("open");
        });
    }

    @Test
    void threeDropsOrUnevenGapsAreNot() {
        for (double minutes : new double[] {65, 130, 195}) {
            drop("few", minutes);
        }
        for (double minutes : new double[] {10, 70, 90, 200}) {
            drop("uneven", minutes);
        }

        assertThat(run(false).verdicts()).isEmpty();
    }

    @Test
    void twoRecordsOfOneDropAreOneDrop() {
        for (double minutes : new double[] {65, 130, 195, 260}) {
            event("a", minutes, Operation.DISCONNECT, 401003);
            drop("a", minutes + 0.05);
        }

        assertThat(run(false).verdicts()).singleElement().satisfies(it -> assertThat(it.pattern())
                .isEqualTo("periodic"));
    }

    @Test
    void aPeriodicDeviceThatIsQuietForFourPeriodsIsCured() {
        for (double minutes : new double[] {65, 130, 195, 260}) {
            drop("a", minutes);
        }
        connect("other", 521);

        assertThat(run(false).verdicts()).singleElement().satisfies(it -> assertThat(it.resolvedAt())
                .isEqualTo(at(520)));
    }

    @Test
    void fiveErrorDropsInADayAreRandomUntilADayIsQuiet() {
        for (double minutes : new double[] {10, 70, 90, 200, 900}) {
            drop("a", minutes);
        }
        connect("other", 900 + 1441);

        assertThat(run(false).verdicts()).singleElement().satisfies(it -> {
            assertThat(it.pattern()).isEqualTo("random");
            assertThat(it.cause()).isEqualTo("network_loss");
            assertThat(it.onset()).isEqualTo(at(10));
            assertThat(it.detectedAt()).isEqualTo(at(900).plusSeconds(5));
            assertThat(it.resolvedAt()).isEqualTo(at(900 + 1440));
        });
    }

    @Test
    void aMinuteOfFiveErrorDropsIsAnOutageOfTheHub() {
        for (int i = 0; i < 6; i++) {
            drop("d" + i, 100 + i * 0.1);
        }
        connect("d0", 117);

        assertThat(run(false).alerts()).hasSize(2);
        ScoredAlert opened = run(false).alerts().get(0);
        assertThat(opened.cause()).isEqualTo("hub_transient");
        assertThat(opened.detectedAt()).isEqualTo(at(100.4).plusSeconds(5));
        assertThat(opened.cohortKey()).isEmpty();
        ScoredAlert resolved = run(false).alerts().get(1);
        assertThat(resolved.isResolved()).isTrue();
        assertThat(resolved.alertId()).isEqualTo(opened.alertId());
        assertThat(resolved.lastSeenAt()).isEqualTo(at(100.5));
        assertThat(resolved.resolvedAt()).isEqualTo(at(115.5));
        assertThat(resolved.deviceCount()).isEqualTo(6);
    }

    @Test
    void ofALargeHubTwoPercentMustDropInAMinute() {
        for (int i = 0; i < 400; i++) {
            connect("d" + i, i * 0.1);
        }
        for (int i = 0; i < 7; i++) {
            drop("d" + i, 100 + i * 0.1);
        }
        assertThat(run(false).alerts()).isEmpty();

        drop("d7", 100.8);
        assertThat(run(false).alerts()).hasSize(1);
    }

    @Test
    void theVendorsFilterForgetsWhoeverIsSoonBack() {
        for (double minutes : new double[] {65, 130, 195, 260}) {
            drop("soon", minutes);
            connect("soon", minutes + 1);
            drop("later", minutes);
            connect("later", minutes + 1.1);
        }

        assertThat(run(true).verdicts()).singleElement().satisfies(it -> {
            assertThat(it.device().deviceId()).isEqualTo("later");
            assertThat(it.detectedAt()).isEqualTo(at(260).plusSeconds(5 + 90));
        });
        assertThat(run(false).verdicts()).hasSize(2);
    }

    @Test
    void oneScorerJudgesBoth() {
        for (double minutes : new double[] {65, 130, 195, 260}) {
            drop("a", minutes);
        }

        ScoreCard card = Scorer.score(Cases.truth(Cases.periodic("a", 65)), run(false));

        assertThat(card.periodic()).isEqualTo(new PatternScore(1, 1, 0, new Ratio(1, 1), Ratio.NONE, 0));
        assertThat(card.periodicDrops().median()).hasValue(3);
    }
}
