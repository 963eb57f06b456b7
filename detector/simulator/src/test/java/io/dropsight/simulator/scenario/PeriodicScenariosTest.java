package io.dropsight.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodicScenariosTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sas-expiry",
                "sas-two-ages",
                "sas-renewal",
                "sas-long",
                "idle-timeout",
                "x509-regular",
                "short-retry-loop",
                "regular-restarts"
            })
    void sessionsEndAtTheirAge(String name) {
        Told told = Told.easy(name, 21);
        Map<DeviceKey, List<DiagnosticEvent>> log = told.byDevice();

        assertThat(told.truth().devices()).hasSizeGreaterThan(20);
        for (Truth.Device device : told.truth().devices()) {
            Map<Instant, Double> ages = ages(log.getOrDefault(device.device(), List.of()));
            List<Double> its = device.dropTimes().stream()
                    .map(ages::get)
                    .filter(Objects::nonNull)
                    .toList();
            assertThat(its).hasSizeGreaterThanOrEqualTo(device.dropTimes().size() - 1); // the first began before
            assertThat(its)
                    .allMatch(age -> device.ages().stream().anyMatch(usual -> Math.abs(age - usual.toSeconds()) < 12));
        }
    }

    /** Of accepted connect to disconnect, by when that was. */
    private static Map<Instant, Double> ages(List<DiagnosticEvent> events) {
        Map<Instant, Double> ages = new HashMap<>();
        Instant connected = null;
        for (DiagnosticEvent event : events) {
            if (Told.isAccepted(event)) {
                connected = event.occurredAt();
            } else if (Told.isDisconnect(event) && connected != null) {
                ages.put(event.occurredAt(), Told.seconds(connected, event.occurredAt()));
                connected = null;
            }
        }
        return ages;
    }

    @Test
    void codesTellWhoCloses() {
        assertThat(codes("sas-renewal")).containsOnly(0);
        assertThat(codes("idle-timeout")).containsOnly(0, 404104);
        assertThat(codes("sas-expiry")).containsOnly(401003, 404104);
        assertThat(codes("regular-restarts")).containsOnly(404104);
    }

    private static List<Integer> codes(String name) {
        Told told = Told.easy(name, 22);
        Map<DeviceKey, List<DiagnosticEvent>> log = told.byDevice();
        List<Integer> codes = new ArrayList<>();
        for (Truth.Device device : told.truth().devices()) {
            log.getOrDefault(device.device(), List.of()).stream()
                    .filter(Told::isDisconnect)
                    .filter(event -> device.dropTimes().contains(event.occurredAt()))
                    .forEach(event -> codes.add(event.code()));
        }
        return codes;
    }

    @Test
    void aCertificateIsNeverAToken() {
        for (String name : List.of("x509-regular", "mixed-random", "sas-echo")) {
            Told told = Told.easy(name, 23);
            Map<DeviceKey, List<DiagnosticEvent>> log = told.byDevice();
            for (Truth.Device device : told.truth().devices()) {
                if (device.cause().startsWith("sas_")) {
                    assertThat(log.getOrDefault(device.device(), List.of())).noneMatch(e -> e.auth() == Auth.X509);
                }
            }
        }
        assertThat(Told.easy("x509-regular", 23).truth().devices())
                .extracting(Truth.Device::cause)
                .containsOnly("idle_timeout");
    }

    @Test
    void aKeptTokenEndsAFixedTimeAfterTheLastWhateverComesBetween() {
        Told told = Told.of(ScenarioSpec.of("token-kept", 24));
        for (Truth.Device device : told.truth().devices()) {
            double age = device.ages().get(0).toSeconds();
            List<Instant> drops = device.dropTimes();
            long onTime = 0;
            for (int i = 1; i < drops.size(); i++) {
                onTime += Math.abs(Told.seconds(drops.get(i - 1), drops.get(i)) - age) < 350 ? 1 : 0;
            }
            // Of a token that expired while the device was away no drop is written.
            assertThat(onTime).isGreaterThanOrEqualTo((drops.size() - 1) * 9 / 10);
        }
    }

    @Test
    void aChangedLifetimeIsTwoTroublesOneAfterTheOther() {
        Told told = Told.easy("lifetime-change", 25);
        Map<DeviceKey, List<Truth.Device>> byDevice = new HashMap<>();
        told.truth().devices().forEach(d -> byDevice.computeIfAbsent(d.device(), key -> new ArrayList<>())
                .add(d));

        assertThat(byDevice.values()).hasSizeGreaterThan(50).allSatisfy(two -> {
            assertThat(two).hasSize(2);
            assertThat(two.get(0).until()).isEqualTo(two.get(1).onset());
            assertThat(two.get(0).ages()).isNotEqualTo(two.get(1).ages());
            assertThat(two.get(1).until()).isNull();
        });
    }

    @Test
    void sitesRestartAtTheirTimeOfTheNight() {
        Told told = Told.easy("nightly-reboot", 26);

        assertThat(told.truth().devices()).hasSizeGreaterThan(200).allSatisfy(device -> {
            assertThat(device.cause()).isEqualTo("scheduled");
            assertThat(device.ages()).containsExactly(Duration.ofDays(1));
            List<Double> times = device.dropTimes().stream()
                    .map(at -> Told.seconds(at.truncatedTo(ChronoUnit.DAYS), at))
                    .toList();
            assertThat(times).hasSize(6).allMatch(time -> Math.abs(time - times.get(0)) < 45 && time < 6.1 * 3_600);
        });
        assertThat(told.truth().incidents())
                .anyMatch(incident -> incident.drops() > 10)
                .allMatch(incident -> incident.cause().equals("scheduled") && !incident.detectable())
                .allMatch(
                        incident -> incident.end().isBefore(told.truth().from().plus(Duration.ofDays(1))));
    }

    @Test
    void edgeGatewaysLookEveryFiveMinutes() {
        Told told = Told.of(ScenarioSpec.of("edge-grid", 27).withWholeSeconds(false));
        Map<DeviceKey, List<DiagnosticEvent>> log = told.byDevice();
        List<Double> all = new ArrayList<>();
        for (Truth.Device device : told.truth().devices()) {
            List<Instant> drops = device.dropTimes();
            for (Instant drop : drops) {
                double turns = Told.seconds(drops.get(0), drop) / 300;
                assertThat(Math.abs(turns - Math.rint(turns)) * 300).isLessThan(2);
            }
            ages(log.getOrDefault(device.device(), List.of()))
                    .forEach((at, age) -> all.addAll(drops.contains(at) ? List.of(age) : List.of()));
        }
        assertThat(all).hasSizeGreaterThan(500).allMatch(age -> age > 64.9 * 60 && age < 70.1 * 60 + 600);
        assertThat(all).anyMatch(age -> age < 69 * 60);
    }
}
