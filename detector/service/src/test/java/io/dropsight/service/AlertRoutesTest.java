package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who hears of what: the shipped configuration in a real Alertmanager. */
@Tag("deploy")
final class AlertRoutesTest {
    private static final Path FILE = DeployFiles.PROMETHEUS.resolve("alertmanager.yml");
    private static final String MASS = "alertname=DropsightMass pattern=mass alert_id=1 hub=";
    private static final String RANDOM =
            "alertname=DropsightRandom pattern=random cause=network_loss severity=warning alert_id=2 hub=";
    private static final String GAP =
            "alertname=DropsightFeed pattern=feed cause=feed_gap severity=warning alert_id=3 hub=";

    @TempDir
    private Path folder;

    @Test
    void amtoolTakesTheConfiguration() throws Exception {
        assertThat(DeployFiles.run("amtool", "check-config", FILE)).contains("SUCCESS");
    }

    @ParameterizedTest
    @CsvSource({
        "DropsightMass,     mass,     hub_transient,    critical, pager",
        "DropsightMass,     mass,     rollout,          warning,  chat",
        "DropsightMass,     mass,     sas_echo,         info,     record",
        "DropsightMass,     mass,     sas_echo,         critical, record",
        "DropsightPeriodic, periodic, sas_token_expiry, warning,  chat",
        "DropsightPeriodic, periodic, scheduled,        info,     record",
        "DropsightRandom,   random,   network_loss,     warning,  chat",
        "DropsightFeed,     feed,     feed_gap,         warning,  chat",
    })
    void alertsOfFleetsReach(String name, String pattern, String cause, String severity, String receiver)
            throws Exception {
        assertThat(receiverOf(
                        "alertname=" + name,
                        "hub=h",
                        "pattern=" + pattern,
                        "cause=" + cause,
                        "severity=" + severity,
                        "alert_id=0011"))
                .isEqualTo(receiver);
    }

    @Test
    void criticalAlertsOfTheServiceArePagedAndWarningsAreNot() throws Exception {
        for (JsonNode rule : DeployFiles.alertRules()) {
            List<String> labels = new ArrayList<>();
            labels.add("alertname=" + rule.path("alert").asText());
            rule.path("labels")
                    .properties()
                    .forEach(label ->
                            labels.add(label.getKey() + "=" + label.getValue().asText()));
            boolean critical = labels.contains("severity=critical");
            assertThat(receiverOf(labels.toArray(String[]::new)))
                    .as("%s", labels)
                    .isEqualTo(critical ? "pager" : "chat");
        }
    }

    @Test
    void anIncidentOrAGapInhibitsWhatFollowsFromItOnTheSameHubOnly() throws Exception {
        try (RunningAlertmanager alertmanager = new RunningAlertmanager(folder)) {
            alertmanager.post(
                    MASS + "one cause=hub_transient severity=critical",
                    RANDOM + "one",
                    RANDOM + "two",
                    GAP + "three",
                    RANDOM + "three",
                    MASS + "three cause=hub_transient severity=critical",
                    "alertname=DropsightFeedBlind pattern=feed cause=feed_gap severity=warning hub=three",
                    "alertname=DropsightIncident pattern=mass cause=hub_transient severity=critical hub=one",
                    "alertname=DropsightIncident pattern=mass cause=hub_transient severity=critical hub=four",
                    MASS + "five cause=sas_echo severity=info",
                    RANDOM + "five",
                    "alertname=DropsightPartFailed severity=critical instance=a",
                    "alertname=DropsightNotReady severity=critical instance=a",
                    "alertname=DropsightNotReady severity=critical instance=b");
            alertmanager.await("inhibitions", () -> alertmanager.inhibited().size() >= 5);
            assertThat(alertmanager.inhibited())
                    .containsExactly(
                            "DropsightFeedBlind three",
                            "DropsightIncident one",
                            "DropsightNotReady a",
                            "DropsightRandom one",
                            "DropsightRandom three");
        }
    }

    @Test
    void oneMessageTellsOneCauseOfOneHub() throws Exception {
        try (RunningAlertmanager alertmanager = new RunningAlertmanager(folder)) {
            String expiry = "alertname=DropsightPeriodic pattern=periodic cause=sas_token_expiry severity=warning hub=";
            alertmanager.post(
                    expiry + "one alert_id=1", expiry + "one alert_id=2", expiry + "two alert_id=3", RANDOM + "one");
            alertmanager.await("three groups", () -> alertmanager.groups().size() >= 3);
            assertThat(alertmanager.groups())
                    .containsExactlyInAnyOrder(
                            "chat one periodic sas_token_expiry: 2",
                            "chat two periodic sas_token_expiry: 1",
                            "chat one random network_loss: 1");
        }
    }

    private static String receiverOf(String... labels) throws Exception {
        List<Object> command = new ArrayList<>(List.of("amtool", "config", "routes", "test", "--config.file=" + FILE));
        command.addAll(List.of(labels));
        return DeployFiles.run(command.toArray())
                .lines()
                .filter(line -> !line.startsWith("Warning"))
                .reduce("", String::concat);
    }
}
