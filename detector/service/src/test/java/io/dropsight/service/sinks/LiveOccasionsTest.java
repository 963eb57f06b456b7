package io.dropsight.service.sinks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.service.AlertTopics;
import io.dropsight.service.maintenance.Entry;
import io.dropsight.service.maintenance.MaintenanceBoardAccess;
import io.dropsight.service.view.AlertVersion;
import io.dropsight.topology.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What listeners of the event stream hear without a new version. */
class LiveOccasionsTest {
    private static final String ID = "00000000000000aa";

    @Test
    void theEndOfASilenceAndRemindersAreTold() throws Exception {
        try (AlertTopics topics = new AlertTopics()) {
            Names names = topics.names("live");
            topics.write(names, ID, 1, "open");
            AlertTopics.Knowledge knowledge = topics.knowledge(names);
            Instant to = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
            MaintenanceBoardAccess.put(knowledge.state().maintenance(), Entry.read("""
                    {"kind": "silence", "id": "x", "cause": "network_loss", "from": "2026-05-01T00:00:00Z",
                     "to": "%s", "reason": "works", "by": "ann"}""".formatted(to)
                    .getBytes(UTF_8)));
            List<AlertVersion> told = new CopyOnWriteArrayList<>();
            try (LiveOccasions live = LiveOccasions.start(knowledge.state(), Duration.ofSeconds(1), told::add)) {
                AlertTopics.await("a reminder", () -> types(told).contains("io.dropsight.alert.reminder"));
                assertThat(live).isNotNull();
            }
            assertThat(types(told)).startsWith("io.dropsight.alert.released");
            assertThat(told)
                    .extracting(each -> each.envelope().path("id").asText())
                    .doesNotHaveDuplicates();
        }
    }

    private static List<String> types(List<AlertVersion> told) {
        return told.stream().map(each -> each.envelope().path("type").asText()).toList();
    }
}
