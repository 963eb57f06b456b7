package io.dropsight.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MassScenariosTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub-outage-sharp",
                "hub-outage-no-metric",
                "hub-outage-slow",
                "hub-maintenance",
                "hub-failover",
                "quota-exceeded",
                "hub-suspended",
                "tiny-hub",
                "sas-echo",
                "outage-inside-echo",
                "repeated-dips",
                "network-outage",
                "network-outage-wide",
                "sdk-fault",
                "protocol-fault",
                "rollout",
                "two-incidents"
            })
    void theDropsOfEveryIncidentAreInTheLog(String name) {
        Told told = Told.easy(name, 31);

        assertThat(told.truth().incidents()).anyMatch(Truth.Incident::detectable);
        for (Truth.Incident incident : told.truth().incidents()) {
            Set<DeviceKey> dropped =
                    told.dropsOf(incident).stream().map(DiagnosticEvent::device).collect(Collectors.toSet());
            assertThat(dropped).as(incident.id()).hasSizeGreaterThanOrEqualTo(incident.drops());
            if (incident.detectable()) {
                assertThat(incident.drops()).isGreaterThanOrEqualTo(told.truth().fleetSize() < 20 ? 3 : 5);
                assertThat(incident.drops()).isGreaterThanOrEqualTo((int) (0.02 * incident.scope()));
            }
        }
    }

    @Test
    void aSharpOutageTakesSecondsAndTheMetricDips() {
        Told told = Told.easy("hub-outage-sharp", 32);
        Truth.Incident outage = told.incident("outage-1");

        assertThat(Told.seconds(outage.start(), outage.end())).isLessThanOrEqualTo(4);
        assertThat(told.dropsOf(outage).stream().filter(e -> e.code() / 1000 == 500))
                .hasSizeGreaterThan(100);
        double before = told.connectedAt(outage.start().minusSeconds(120));
        double during = told.connectedAt(outage.start().plusSeconds(60));
        assertThat(before).isGreaterThan(990);
        assertThat(during).isLessThan(before - 0.5 * outage.drops());
        assertThat(told.connectedAt(outage.recovered().plusSeconds(600))).isGreaterThan(990);
    }

    @Test
    void theHubLetsInNoMoreThanItsLimit() {
        for (String name : List.of("hub-outage-sharp", "hub-failover")) {
            Told told = Told.of(ScenarioSpec.of(name, 33)
                    .withDifficulty(0)
                    .withDevices(4_000)
                    .withSpan(Duration.ofHours(10)));
            Map<Instant, Integer> perSecond = new HashMap<>();
            told.records().filter(Told::isAccepted).forEach(e -> perSecond.merge(e.occurredAt(), 1, Integer::sum));

            assertThat(perSecond.values()).allMatch(count -> count <= 100); // 1 unit of S1
            assertThat(perSecond.values()).anyMatch(count -> count >= 95);
            assertThat(told.truth().incidents().get(0).drops()).isGreaterThan(2_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sas-echo", "outage-inside-echo"})
    void anEchoComesOneLifetimeAfterTheReturn(String name) {
        Told told = Told.easy(name, 34);
        Truth.Incident outage = told.incident("outage-1");
        Truth.Incident first = told.incident("outage-1-echo-65m-01");
        Truth.Incident second = told.incident("outage-1-echo-65m-02");
        Duration life = Duration.ofMinutes(65);

        assertThat(first.cause()).isEqualTo("sas_echo");
        assertThat(first.detectable()).isTrue();
        assertThat(first.start()).isAfter(outage.start().plus(life).minusSeconds(10));
        assertThat(first.end()).isBefore(outage.recovered().plus(life).plusSeconds(120));
        assertThat(second.start()).isAfter(first.start().plus(life).minusSeconds(10));
        assertThat(first.drops()).isGreaterThan(told.truth().fleetSize() * 8 / 10);
        // One by one: each that drops had connected 65 minutes before.
        Map<DeviceKey, List<DiagnosticEvent>> log = told.byDevice();
        long inTime = told.dropsOf(first).stream()
                .filter(drop -> log.getOrDefault(drop.device(), List.of()).stream()
                        .filter(Told::isAccepted)
                        .anyMatch(
                                e -> Math.abs(Told.seconds(e.occurredAt(), drop.occurredAt()) - life.toSeconds()) < 12))
                .map(DiagnosticEvent::device)
                .distinct()
                .count();
        assertThat(inTime).isGreaterThanOrEqualTo(first.drops());
    }

    @ParameterizedTest
    @CsvSource({
        "hub-maintenance, 400029, 400030",
        "hub-failover, 404012, 404012",
        "hub-suspended, 403001, 403001",
        "quota-exceeded, 403002, 403002"
    })
    void theHubSaysWhy(String name, int closing, int refusing) {
        Told told = Told.easy(name, 35);
        Truth.Incident incident = told.truth().incidents().get(0);

        assertThat(told.dropsOf(incident).stream().filter(e -> e.code() == closing))
                .hasSizeGreaterThan(incident.drops() / 3);
        assertThat(told.records().filter(Told::isRefused).filter(e -> e.code() == refusing))
                .isNotEmpty();
    }

    @Test
    void theQuotaIsBackAtMidnight() {
        Told told = Told.easy("quota-exceeded", 36);
        Instant midnight = Instant.parse("2026-03-03T00:00:00Z");

        assertThat(told.records().filter(e -> e.code() == 403002))
                .allMatch(e -> e.occurredAt().isBefore(midnight));
        assertThat(told.incident("quota-1").recovered()).isBetween(midnight, midnight.plusSeconds(900));
        assertThat(told.connectedAt(midnight.plusSeconds(3_600))).isGreaterThan(295);
    }

    @Test
    void aLostNetworkIsNoticedBySilenceUpToOnePointFiveTimesTheKeepAlive() {
        Told told = Told.easy("network-outage", 37);
        Truth.Incident silent = told.incident("site-2");
        List<DiagnosticEvent> drops = told.dropsOf(silent).stream()
                .filter(e -> silent.cohortValue().startsWith(e.maskedAddress().replace(".XXX", ".")))
                .toList();

        assertThat(silent.cohortKey()).isEqualTo("network");
        assertThat(silent.cohortValue()).endsWith(".0/24");
        assertThat(drops).hasSizeGreaterThanOrEqualTo(silent.drops());
        assertThat(drops).extracting(DiagnosticEvent::code).contains(404104);
        assertThat(Told.seconds(silent.start(), silent.end())).isBetween(60.0, 450.0 + 60);
        assertThat(silent.drops()).isEqualTo(silent.scope());

        Truth.Incident sharp = told.incident("site-1");
        assertThat(Told.seconds(sharp.start(), sharp.end())).isLessThan(4);
        assertThat(sharp.recovered()).isAfter(sharp.start().plusSeconds(3_600));
    }

    @Test
    void afterAShortLossTheNewConnectComesFirstAndTheOldOneIsReplaced() {
        Told told = Told.of(ScenarioSpec.of("network-loss", 38));

        assertThat(told.records().filter(e -> e.code() == 400027 || e.code() == 409002))
                .isNotEmpty()
                .allMatch(Told::isDisconnect)
                .allMatch(e -> (e.code() == 409002) == e.protocol().startsWith("Amqp"));
    }

    @Test
    void aRolloutIsCleanAndComesBackWithAnotherVersion() {
        Told told = Told.easy("rollout", 39);
        Truth.Incident rollout = told.incident("rollout-1");
        Set<DeviceKey> left = told.dropsOf(rollout).stream()
                .filter(e -> !e.error())
                .map(DiagnosticEvent::device)
                .collect(Collectors.toSet());

        assertThat(left).hasSizeGreaterThanOrEqualTo(rollout.drops());
        assertThat(rollout.cohortKey()).isEqualTo("sdk");
        assertThat(told.records()
                        .filter(e -> e.occurredAt().isAfter(rollout.recovered().plusSeconds(300)))
                        .map(DiagnosticEvent::sdkVersion))
                .doesNotContain(rollout.cohortValue());
    }

    @Test
    void cohortsAreTheOnlyOnesToDrop() {
        Told protocol = Told.easy("protocol-fault", 40);
        Truth.Incident fault = protocol.incident("protocol-1");
        List<DiagnosticEvent> drops = protocol.dropsOf(fault);
        assertThat(drops.stream().filter(e -> e.protocol().equals("Amqp"))).hasSizeGreaterThan(drops.size() * 9 / 10);

        Told both = Told.easy("two-incidents", 41);
        assertThat(both.truth().incidents().stream().filter(Truth.Incident::detectable))
                .extracting(Truth.Incident::cohortKey)
                .containsExactlyInAnyOrder("network", "sdk");
    }

    @Test
    void aMetricAloneTells() {
        Told told = Told.easy("metric-only", 42);

        assertThat(told.events()).isEmpty();
        for (Truth.Incident incident : told.truth().incidents()) {
            double before = told.connectedAt(incident.start().minusSeconds(120));
            double during = told.connectedAt(incident.end().plusSeconds(60));
            assertThat(before - during).isGreaterThan(0.6 * incident.drops());
        }
    }

    @Test
    void eveningsAreCleanAndNoIncident() {
        Told told = Told.easy("evening-shutdown", 43);

        assertThat(told.truth().incidents()).isEmpty();
        assertThat(told.truth().devices()).noneMatch(Truth.Device::detectable);
        assertThat(told.connectedAt(Instant.parse("2026-03-02T22:00:00Z"))).isLessThan(350);
        assertThat(told.connectedAt(Instant.parse("2026-03-03T12:00:00Z"))).isGreaterThan(580);
    }
}
