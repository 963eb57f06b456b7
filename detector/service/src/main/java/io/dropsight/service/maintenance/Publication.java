package io.dropsight.service.maintenance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.service.view.AlertVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Alerts as people and sinks get them: as on the topic, with what operators said of them. */
public final class Publication {
    /** Type of the CloudEvent of an alert that is open but silent. */
    public static final String SUPPRESSED = "io.dropsight.alert.suppressed";

    private final MaintenanceBoard board;
    private final InstantSource clock;

    public Publication(MaintenanceBoard board, InstantSource clock) {
        this.board = board;
        this.clock = clock;
    }

    /** As of now. */
    public AlertVersion of(AlertVersion alert) {
        return of(alert, clock.instant());
    }

    /** As of that time: status {@code suppressed}, with the reason, while a silence covers it. */
    public AlertVersion of(AlertVersion alert, Instant now) {
        Optional<Silence> silence = board.silencing(alert, now);
        Acknowledgement acknowledgement = board.acknowledgement(alert.id());
        Feedback feedback = board.feedback(alert.id());
        if (silence.isEmpty() && acknowledgement == null && feedback == null) {
            return alert;
        }
        ObjectNode data = alert.data().deepCopy();
        ObjectNode envelope = ((ObjectNode) alert.envelope()).objectNode();
        envelope.setAll((ObjectNode) alert.envelope());
        silence.ifPresent(its -> {
            data.put("status", "suppressed");
            envelope.put("type", SUPPRESSED);
            ObjectNode shown = data.putObject("silence").put("id", its.id()).put("reason", its.reason());
            Instant to = its.to();
            if (to != null) {
                shown.put("to", to.toString());
            }
        });
        if (acknowledgement != null) {
            acknowledgement.shown(data.putObject("acknowledgement"));
        }
        if (feedback != null) {
            feedback.shown(data.putObject("feedback"));
        }
        envelope.set("data", data);
        return new AlertVersion(envelope, data);
    }
}
