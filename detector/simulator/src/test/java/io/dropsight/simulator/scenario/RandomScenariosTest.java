package io.dropsight.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.simulator.Truth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomScenariosTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "network-loss",
                "tcp-reset",
                "app-crash",
                "throttled",
                "duplicate-identity",
                "auth-failure",
                "device-disabled",
                "mixed-random",
                "random-cure",
                "flapping-device"
            })
    void theDropsOfEveryDeviceAreInTheLogAndAfterItsOnset(String name) {
        Told told = Told.easy(name, 61);
        Map<DeviceKey, List<DiagnosticEvent>> log = told.byDevice();

        assertThat(told.truth().devices()).isNotEmpty();
        for (Truth.Device device : told.truth().devices()) {
            Set<Instant> written = log.getOrDefault(device.device(), List.of()).stream()
                    .filter(e -> Told.isDisconnect(e) || Told.isRefused(e))
                    .map(DiagnosticEvent::occurredAt)
                    .collect(Collectors.toSet());
            assertThat(written.containsAll(new HashSet<>(device.dropTimes()))).isTrue();
            assertThat(device.dropTimes().get(0)).isAfterOrEqualTo(device.onset());
            if (device.detectable() && device.pattern().equals("random")) {
                assertThat(device.dropTimes()).hasSizeGreaterThanOrEqualTo(12);
            }
        }
    }

    @Test
    void aDeviceWhoseKeyIsInvalidDoesNotComeBackButOthersDo() {
        Told told = Told.easy("auth-failure", 62);
        Map<DeviceKey, List<DiagnosticEvent>> log = told.byDevice();
        Set<DeviceKey> ill = new HashSet<>();
        for (Truth.Device device : told.truth().devices()) {
            ill.add(device.device());
            assertThat(log.getOrDefault(device.device(), List.of()))
                    .filteredOn(e -> e.occurredAt().isAfter(device.onset()))
                    .noneMatch(Told::isAccepted)
                    .anyMatch(e -> Told.isRefused(e) && e.code() == 401003);
        }
        // Refused once or twice, then well: nothing to report.
        List<DeviceKey> recovered = log.entrySet().stream()
                .filter(entry -> !ill.contains(entry.getKey()))
                .filter(entry -> entry.getValue().stream().anyMatch(e -> Told.isRefused(e) && e.code() == 401003))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(recovered).isNotEmpty();
        for (DeviceKey device : recovered) {
            List<DiagnosticEvent> its = log.getOrDefault(device, List.of());
            assertThat(its.stream().filter(Told::isRefused)).hasSizeLessThan(5);
            assertThat(its.get(its.size() - 1)).matches(Told::isAccepted);
        }
    }

    @Test
    void disabledDevicesAreToldSo() {
        Told told = Told.easy("device-disabled", 63);
        Map<DeviceKey, List<DiagnosticEvent>> log = told.byDevice();

        assertThat(told.truth().devices())
                .isNotEmpty()
                .allMatch(device -> log.getOrDefault(device.device(), List.of()).stream()
                        .anyMatch(e -> Told.isRefused(e) && e.code() == 403012));
    }

    @Test
    void rivalsAlternateBetweenTwoAddressesAndThrowEachOtherOut() {
        Told told = Told.easy("duplicate-identity", 64);
        Map<DeviceKey, List<DiagnosticEvent>> log = told.byDevice();
        for (Truth.Device device : told.truth().devices()) {
            List<DiagnosticEvent> its = log.getOrDefault(device.device(), List.of()).stream()
                    .filter(e -> e.occurredAt().isAfter(device.onset()))
                    .toList();
            long replaced = its.stream()
                    .filter(e -> e.code() == 400027 || e.code() == 409002)
                    .count();
            assertThat(replaced).isGreaterThan(its.size() * 4L / 10);
            assertThat(its.stream().map(DiagnosticEvent::maskedAddress).distinct())
                    .hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aFlappingDeviceWritesARecordASecond() {
        Told told = Told.easy("flapping-device", 65);
        Truth.Device rival = told.truth().devices().stream()
                .filter(device -> device.cause().equals("duplicate_identity"))
                .findFirst()
                .orElseThrow();
        double seconds = Told.seconds(rival.onset(), told.truth().to());

        assertThat(told.byDevice().getOrDefault(rival.device(), List.of()).size() / seconds)
                .isBetween(0.9, 1.5);
    }

    @Test
    void aCuredDeviceIsAsHealthyAsTheOthers() {
        Told told = Told.easy("random-cure", 66);

        assertThat(told.truth().devices()).hasSizeGreaterThan(8).allSatisfy(device -> {
            assertThat(device.until()).isNotNull().isBefore(told.truth().to());
            Instant last = device.dropTimes().get(device.dropTimes().size() - 1);
            assertThat(last).isBefore(device.until().plusSeconds(500));
        });
    }

    @Test
    void aCrashedProgramTakesAConstantTimeToRestart() {
        Told told = Told.easy("app-crash", 67);
        Map<DeviceKey, List<DiagnosticEvent>> log = told.byDevice();
        for (Truth.Device device : told.truth().devices()) {
            List<DiagnosticEvent> its = log.getOrDefault(device.device(), List.of());
            Set<Instant> drops = new HashSet<>(device.dropTimes());
            List<Double> away = new ArrayList<>();
            for (int i = 0; i + 1 < its.size(); i++) {
                if (Told.isDisconnect(its.get(i)) && drops.contains(its.get(i).occurredAt())) {
                    away.add(
                            Told.seconds(its.get(i).occurredAt(), its.get(i + 1).occurredAt()));
                }
            }
            away.sort(null);
            double median = away.get(away.size() / 2);
            assertThat(away)
                    .filteredOn(s -> Math.abs(s - median) <= 0.1 * median + 2)
                    .hasSizeGreaterThan(away.size() * 9 / 10);
        }
    }
}
