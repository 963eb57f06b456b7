package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dropsight.model.Cause;
import io.dropsight.model.Pattern;
import io.dropsight.simulator.ExportWriter;
import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.Truth;
import io.dropsight.simulator.scenario.ScenarioSpec;
import io.dropsight.simulator.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each cause, from raw records as an event hub delivers them to an alert on the topic, that is right by the truth of the
 * simulation. A hub a story; one replay tells them all.
 */
final class EveryCauseTest {
    private static final Duration AROUND = Duration.ofMinutes(10);
    private static final Instant END = Instant.parse("2026-03-04T00:00:00Z");
    private static final String METRIC_ONLY = "metric-only";

    /** @param causes that the story must tell, and that must be found in it */
    private record Story(String name, int devices, int hours, long seed, List<Cause> causes) {
        /**
         * Easy to see: whether it is found when it is hard to see is told by the accuracy figures. All end together, for
         * a log that ends before others has a gap.
         */
        Simulation simulate() {
            return Scenarios.simulate(ScenarioSpec.of(name, seed)
                    .withDifficulty(0)
                    .withDevices(devices)
                    .withStart(END.minus(Duration.ofHours(hours)))
                    .withSpan(Duration.ofHours(hours))
                    .withHub(name));
        }
    }

    private static Story story(String name, int devices, int hours, long seed, Cause... causes) {
        return new Story(name, devices, hours, seed, List.of(causes));
    }

    private static final List<Story> STORIES = List.of(
            story("sas-expiry", 20, 8, 1, Cause.SAS_TOKEN_EXPIRY),
            story("sas-renewal", 20, 8, 1, Cause.SAS_TOKEN_RENEWAL),
            story("idle-timeout", 20, 8, 1, Cause.IDLE_TIMEOUT),
            story("regular-restarts", 60, 12, 1, Cause.SCHEDULED),
            story("network-loss", 100, 48, 2, Cause.NETWORK_LOSS),
            story("tcp-reset", 100, 48, 2, Cause.TCP_RESET),
            story("app-crash", 100, 48, 2, Cause.APP_CRASH),
            story("duplicate-identity", 60, 12, 3, Cause.DUPLICATE_IDENTITY),
            story("auth-failure", 60, 12, 2, Cause.AUTH_FAILURE),
            story("device-disabled", 60, 12, 2, Cause.DEVICE_DISABLED),
            story("throttled", 100, 48, 2, Cause.THROTTLED),
            story("mixed-random", 150, 36, 3, Cause.UNKNOWN),
            story("sas-echo", 100, 12, 1, Cause.HUB_TRANSIENT, Cause.SAS_ECHO),
            story("hub-maintenance", 100, 12, 1, Cause.HUB_MAINTENANCE),
            story("hub-failover", 100, 18, 1, Cause.HUB_FAILOVER),
            story("quota-exceeded", 60, 36, 1, Cause.QUOTA_EXCEEDED),
            story("hub-suspended", 60, 24, 1, Cause.HUB_SUSPENDED),
            story("network-outage", 200, 12, 1, Cause.NETWORK_OUTAGE),
            story("rollout", 400, 18, 2, Cause.ROLLOUT),
            story("sdk-fault", 200, 12, 1, Cause.SDK_FAULT),
            story("protocol-fault", 200, 12, 1, Cause.PROTOCOL_FAULT),
            story(METRIC_ONLY, 200, 48, 1, Cause.HUB_TRANSIENT),
            story("feed-gap-delayed", 400, 24, 1, Cause.FEED_GAP),
            story("feed-delay", 400, 24, 1, Cause.FEED_DELAY));

    private static final Map<String, Truth> TRUTHS = new HashMap<>();
    private static final Map<Cause, List<JsonNode>> TOLD = new EnumMap<>(Cause.class);
    private static List<String> lines = List.of();
    private static String report = "";

    @BeforeAll
    static void replayAllStoriesAtOnce(@TempDir Path folder) throws IOException {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        for (Story story : STORIES) {
            Simulation simulation = story.simulate();
            ExportWriter.writeCapture(simulation, logs.resolve(story.name()).resolve("capture.jsonl"));
            Files.delete(logs.resolve(story.name()).resolve("labels.jsonl")); // nobody may peep
            TRUTHS.put(story.name(), simulation.truth());
        }
        CommandLineRun run = CommandLineRun.of("replay", "--quiet", "--out", folder.resolve("out"), logs);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        report = run.out();
        lines = Files.readAllLines(folder.resolve("out/alerts.jsonl"), UTF_8);
        for (String line : lines) {
            JsonNode data = Findings.JSON.readTree(line).path("data");
            Cause cause = Cause.valueOf(data.path("cause").asText().toUpperCase(Locale.ROOT));
            TOLD.computeIfAbsent(cause, k -> new ArrayList<>()).add(data);
        }
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void isFoundWhereItIsTrueAndToldWithAdvice(Cause cause) {
        List<Story> stories =
                STORIES.stream().filter(story -> story.causes().contains(cause)).toList();
        assertThat(stories).as("stories of %s", cause).isNotEmpty();
        for (Story story : stories) {
            List<JsonNode> right = TOLD.getOrDefault(cause, List.of()).stream()
                    .filter(alert -> alert.path("scope").path("hub").asText().equals(story.name()))
                    .filter(alert -> isTrue(cause, alert, TRUTHS.get(story.name())))
                    .toList();
            assertThat(right)
                    .as("%s in %s, seed %d, of %s", cause, story.name(), story.seed(), TOLD.keySet())
                    .isNotEmpty()
                    .allSatisfy(alert -> {
                        assertThat(alert.path("pattern").asText())
                                .isEqualTo(cause.pattern().label());
                        assertThat(alert.path("severity").asText())
                                .isEqualTo(cause.severity().label());
                        assertThat(alert.path("evidence")).isNotEmpty();
                        assertThat(alert.path("recommendations")).isNotEmpty();
                    });
            assertThat(report).containsPattern(cause.label() + ": [^\n]*" + story.name());
        }
    }

    /** Periodic and random: it names a device that has it. Others: it begins when the truth says so. */
    private static boolean isTrue(Cause cause, JsonNode alert, Truth truth) {
        if (cause.pattern() == Pattern.PERIODIC || cause.pattern() == Pattern.RANDOM) {
            Set<String> ill = new HashSet<>();
            truth.devices().stream()
                    .filter(device -> device.cause().equals(cause.label()))
                    .forEach(device -> ill.add(device.device().deviceId()));
            for (JsonNode device : alert.path("scope").path("devices")) {
                if (ill.contains(device.asText())) {
                    return true;
                }
            }
            return false;
        }
        Instant onset = Instant.parse(alert.path("onset").asText());
        return truth.incidents().stream()
                .filter(incident -> incident.cause().equals(cause.label()))
                .anyMatch(incident -> onset.isAfter(incident.start().minus(AROUND))
                        && onset.isBefore(
                                cause.pattern() == Pattern.FEED // which grows late little by little
                                        ? incident.end()
                                        : incident.start().plus(AROUND)));
    }

    @Test
    void whatOnlyTheMetricShowsIsToldWithoutDevices() {
        assertThat(TOLD.get(Cause.HUB_TRANSIENT))
                .filteredOn(alert -> alert.path("scope").path("hub").asText().equals(METRIC_ONLY))
                .isNotEmpty()
                .allSatisfy(alert -> {
                    assertThat(alert.path("scope").path("devices")).isEmpty();
                    assertThat(alert.path("evidence").toString()).contains("only the metric speaks");
                });
        assertThat(report).contains("Hub " + METRIC_ONLY + ": ", "metric samples and no connection record");
    }

    @Test
    void everyVersionOfEveryAlertIsWhatTheSchemaDescribes() {
        assertThat(lines).isNotEmpty().allSatisfy(Schemas::assertAlert);
    }
}
