package io.dropsight.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dropsight.model.Arrival;
import io.dropsight.model.FeedMessage;
import io.dropsight.simulator.ExportWriter;
import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.Truth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenariosTest {
    private static final Set<String> DEVICE_CAUSES = Set.of(
            "sas_token_expiry",
            "sas_token_renewal",
            "idle_timeout",
            "scheduled",
            "network_loss",
            "tcp_reset",
            "app_crash",
            "duplicate_identity",
            "auth_failure",
            "device_disabled",
            "throttled",
            "unknown");
    private static final Set<String> INCIDENT_CAUSES = Set.of(
            "hub_transient",
            "hub_maintenance",
            "hub_failover",
            "quota_exceeded",
            "hub_suspended",
            "network_outage",
            "rollout",
            "sdk_fault",
            "protocol_fault",
            "sas_echo",
            "feed_gap",
            "feed_delay",
            "scheduled");

    static Stream<String> names() {
        return Scenarios.names().stream();
    }

    /** Small, so that all of them take seconds. */
    private static ScenarioSpec small(String name) {
        Duration span = Scenarios.defaultSpan(name).compareTo(Duration.ofHours(20)) > 0
                ? Duration.ofHours(20)
                : Scenarios.defaultSpan(name);
        return ScenarioSpec.of(name, 11)
                .withDevices(Math.min(150, Scenarios.defaultDevices(name)))
                .withSpan(span);
    }

    @ParameterizedTest
    @MethodSource("names")
    void theSameSpecIsTheSameLogAndTruth(String name) {
        Simulation one = Scenarios.simulate(small(name));

        List<FeedMessage> messages = one.messages().toList();
        Truth truth = one.truth();

        Simulation again = Scenarios.simulate(small(name));
        assertThat(again.truth()).isEqualTo(truth);
        assertThat(again.messages()).isEqualTo(messages);
        Simulation other = Scenarios.simulate(new ScenarioSpec(
                name,
                12,
                1,
                small(name).devices(),
                small(name).span(),
                "sim-hub",
                small(name).start(),
                true));
        assertThat(other.messages().limit(messages.size())).isNotEqualTo(messages);
    }

    @ParameterizedTest
    @MethodSource("names")
    void arrivalsOfASourceNeverFallAndItsPositionsCount(String name) {
        Map<String, Arrival> last = new HashMap<>();
        Instant[] latest = {Instant.MIN};

        Scenarios.simulate(small(name)).messages().forEach(message -> {
            Arrival arrival = message.arrival();
            Arrival before = last.put(arrival.source(), arrival);
            assertThat(arrival.at()).isAfterOrEqualTo(latest[0]);
            assertThat(arrival.position()).isEqualTo(before == null ? 0 : before.position() + 1);
            if (message instanceof FeedMessage.Event event) {
                assertThat(event.event().occurredAt().getNano()).isZero();
                assertThat(arrival.source()).startsWith("connections-");
            } else if (message instanceof FeedMessage.Metric metric) {
                assertThat(arrival.at()).isAfter(metric.sample().at().plusSeconds(60));
                assertThat(arrival.source()).startsWith("metrics-");
            }
            latest[0] = arrival.at();
        });
        assertThat(last).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theTruthIsWithinTheLogAndUsesTheContractsWords(String name) {
        ScenarioSpec spec = small(name);
        Truth truth = Scenarios.simulate(spec).truth();
        Instant from = truth.from().minusSeconds(600); // a clock step may show before
        Instant to = truth.to().plusSeconds(600);

        assertThat(truth.scenario()).isEqualTo(name);
        assertThat(truth.seed()).isEqualTo(11);
        assertThat(truth.fleetSize()).isEqualTo(spec.devices().orElseThrow());
        assertThat(truth.devices()).allSatisfy(device -> {
            assertThat(device.pattern()).isIn("periodic", "random");
            assertThat(device.cause()).isIn(DEVICE_CAUSES);
            assertThat(device.ages().isEmpty()).isEqualTo(device.pattern().equals("random"));
            assertThat(device.dropTimes()).isNotEmpty().isSorted().allMatch(at -> at.isAfter(from) && at.isBefore(to));
        });
        assertThat(truth.incidents().stream().map(Truth.Incident::id)).doesNotHaveDuplicates();
        assertThat(truth.incidents()).allSatisfy(incident -> {
            assertThat(incident.cause()).isIn(INCIDENT_CAUSES);
            assertThat(incident.pattern()).isEqualTo(incident.cause().startsWith("feed_") ? "feed" : "mass");
            assertThat(incident.end()).isBetween(incident.start(), to);
            assertThat(incident.recovered()).isBetween(incident.end(), to);
            assertThat(incident.drops()).isLessThanOrEqualTo(incident.scope());
            assertThat(incident.cohortKey().isEmpty())
                    .isEqualTo(incident.cohortValue().isEmpty());
            if (incident.pattern().equals("mass")) {
                assertThat(incident.drops()).isPositive();
            }
        });
    }

    @Test
    void everyCauseOfTheContractIsThereToBeFound() {
        List<Truth> truths = names().filter(name -> Scenarios.defaultDevices(name) < 5_000)
                .map(name -> Scenarios.simulate(ScenarioSpec.of(name, 5)).truth())
                .toList();
        Set<String> devices = truths.stream()
                .flatMap(truth -> truth.devices().stream())
                .filter(Truth.Device::detectable)
                .map(Truth.Device::cause)
                .collect(Collectors.toSet());
        Set<String> incidents = truths.stream()
                .flatMap(truth -> truth.incidents().stream())
                .filter(Truth.Incident::detectable)
                .map(Truth.Incident::cause)
                .collect(Collectors.toSet());

        assertThat(devices).isEqualTo(DEVICE_CAUSES);
        incidents.add("scheduled"); // never to be found: nobody can
        assertThat(incidents).isEqualTo(INCIDENT_CAUSES);
    }

    @ParameterizedTest
    @MethodSource("names")
    void healthyFamiliesHaveNothingToFind(String name) {
        if (name.startsWith("healthy")
                || Set.of("flaky-fleet", "lattice-timers", "quiet-small-hub", "blips")
                        .contains(name)) {
            for (double difficulty : List.of(0.0, 1.0, 2.0)) {
                Truth truth = Scenarios.simulate(small(name).withDifficulty(difficulty))
                        .truth();
                assertThat(truth.devices()).isEmpty();
                assertThat(truth.incidents()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theSmallestWorldIsOneToo(String name) {
        Simulation least = Scenarios.simulate(ScenarioSpec.of(name, 1)
                .withDevices(1)
                .withSpan(Duration.ofHours(1))
                .withStart(Instant.parse("2026-03-02T21:17:03Z")));

        assertThat(least.messages().count()).isGreaterThanOrEqualTo(0);
        assertThat(least.truth().fleetSize()).isEqualTo(1);
    }

    @Test
    void namesAndDescriptionsAreOneLineEach() {
        assertThat(Scenarios.names()).hasSizeGreaterThan(50).allMatch(name -> name.matches("[a-z0-9]+(-[a-z0-9]+)*"));
        assertThat(Scenarios.names())
                .extracting(Scenarios::describe)
                .allMatch(text -> text.length() <= 110 && !text.contains("\n"))
                .doesNotHaveDuplicates();
    }

    @Test
    void theEntryPointTakesTheFamilysDefaults() {
        Simulation usual = Scenarios.simulate("tiny-hub", 4, 1, OptionalInt.empty(), Optional.empty());

        assertThat(usual.truth())
                .isEqualTo(Scenarios.simulate(ScenarioSpec.of("tiny-hub", 4)).truth());
        assertThat(usual.truth().fleetSize()).isEqualTo(Scenarios.defaultDevices("tiny-hub"));
        Simulation other = Scenarios.simulate("tiny-hub", 4, 0.5, OptionalInt.of(5), Optional.of(Duration.ofHours(30)));
        assertThat(other.truth().fleetSize()).isEqualTo(5);
        assertThat(other.truth().to()).isEqualTo(other.truth().from().plusSeconds(30 * 3_600));
    }

    @Test
    void timesHaveSevenDigitsWhenAskedFor(@TempDir Path folder) throws IOException {
        Simulation fine = Scenarios.simulate(small("network-loss").withWholeSeconds(false));
        ExportWriter.writeCapture(fine, folder.resolve("fleet.jsonl"));

        assertThat(fine.messages().map(FeedMessage.Event.class::cast).limit(50))
                .anyMatch(event -> event.event().occurredAt().getNano() % 1_000_000 != 0)
                .allMatch(event -> event.event().occurredAt().getNano() % 100 == 0);
        assertThat(Files.readAllLines(folder.resolve("fleet.jsonl")))
                .allMatch(line -> line.matches(".*\\\\\"time\\\\\":\\\\\"[^\"]{19}\\.\\d{7}Z.*"));
    }

    @Test
    void whatIsOutOfBoundsIsRefusedWithAMessage() {
        ScenarioSpec spec = ScenarioSpec.of("sas-echo", 1);
        refused("simulator.difficulty is 2.1: use 0 (easy) to 2 (hardest), such as 1", () -> spec.withDifficulty(2.1));
        refused(
                "simulator.difficulty is NaN: use 0 (easy) to 2 (hardest), such as 1",
                () -> spec.withDifficulty(Double.NaN));
        refused("simulator.devices is 0: use 1 to 1000000, such as 500", () -> spec.withDevices(0));
        refused("simulator.devices is 1000001: use 1 to 1000000, such as 500", () -> spec.withDevices(1_000_001));
        refused(
                "simulator.span is PT59M: use 1 hour to 60 days, such as P2D",
                () -> spec.withSpan(Duration.ofMinutes(59)));
        refused(
                "simulator.span is PT1441H: use 1 hour to 60 days, such as P2D",
                () -> spec.withSpan(Duration.ofHours(1_441)));
        refused("simulator.hub is \"A\": use 3 to 50 of a-z, 0-9 and -, such as sim-hub", () -> spec.withHub("A"));
        refused(
                "simulator.start is 1999-12-31T23:59:59Z: use a whole second of the years 2000 to 2099, such as"
                        + " 2026-03-02T00:00:00Z",
                () -> spec.withStart(Instant.parse("1999-12-31T23:59:59Z")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScenarioSpec.of("sas", 1))
                .withMessageStartingWith("simulator.scenario is \"sas\": use one of sas-expiry, ");
    }

    private static void refused(String message, Runnable what) {
        assertThatIllegalArgumentException().isThrownBy(what::run).withMessage(message);
    }
}
