package io.dropsight.service.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.service.http.BadRequest;
import io.dropsight.service.http.Reply;
import io.dropsight.service.http.Request;
import io.dropsight.service.http.Route;
import io.dropsight.service.maintenance.Publication;
import io.dropsight.service.view.AlertBoard;
import io.dropsight.service.view.AlertVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Alerts and hubs, as the alert topic has them. */
public final class AlertsApi {
    private static final int MOST = 1_000;
    private static final List<String> FILTERS = List.of("pattern", "cause", "severity");

    private final ObjectMapper mapper = new ObjectMapper();
    private final AlertBoard board;
    private final Publication publication;

    public AlertsApi(AlertBoard board, Publication publication) {
        this.board = board;
        this.publication = publication;
    }

    public List<Route> routes() {
        return List.of(
                new Route("GET", "/api/alerts", false, this::alerts),
                new Route("GET", "/api/alerts/{id}", false, this::alert),
                new Route("GET", "/api/hubs", false, request -> hubs()));
    }

    private Reply alerts(Request request) throws IOException {
        List<AlertVersion> chosen = new ArrayList<>();
        String status = request.parameter("status").orElse("open");
        switch (status) {
            case "open", "suppressed" -> chosen.addAll(board.open());
            case "resolved" -> chosen.addAll(board.resolved());
            case "all" -> {
                chosen.addAll(board.open());
                chosen.addAll(board.resolved());
            }
            default -> throw new BadRequest("status is none of open, suppressed, resolved and all");
        }
        chosen.replaceAll(publication::of);
        if (status.equals("suppressed")) {
            chosen.removeIf(alert -> !alert.text("status").equals("suppressed"));
        }
        request.parameter("hub")
                .ifPresent(hub -> chosen.removeIf(alert -> !alert.hub().equalsIgnoreCase(hub)));
        for (String filter : FILTERS) {
            request.parameter(filter)
                    .ifPresent(value ->
                            chosen.removeIf(alert -> !alert.text(filter).equals(value)));
        }
        int limit = limit(request);
        ObjectNode answer = mapper.createObjectNode();
        answer.put("total", chosen.size());
        ArrayNode list = answer.putArray("alerts");
        chosen.stream().limit(limit).forEach(alert -> list.add(alert.data()));
        return json(answer);
    }

    private static int limit(Request request) {
        String text = request.parameter("limit").orElse("100");
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new BadRequest("limit is no whole number of 1 to " + MOST);
    }

    private Reply alert(Request request) throws IOException {
        AlertVersion alert = board.find(request.path().get(2))
                .orElseThrow(() -> new BadRequest(404, "there is no such alert, or it was resolved long ago"));
        return json(publication.of(alert).data());
    }

    private Reply hubs() throws IOException {
        Map<String, ObjectNode> hubs = new TreeMap<>();
        for (AlertVersion alert : board.resolved()) {
            hub(hubs, alert);
        }
        for (AlertVersion alert : board.open()) {
            ObjectNode hub = hub(hubs, alert);
            hub.put("openAlerts", hub.get("openAlerts").asInt() + 1);
            ObjectNode bySeverity = (ObjectNode) hub.get("bySeverity");
            String severity = alert.text("severity");
            bySeverity.put(severity, bySeverity.path(severity).asInt() + 1);
            hub.put("affectedDevices", hub.get("affectedDevices").asInt() + alert.deviceCount());
            hub.put("blind", hub.get("blind").asBoolean() || alert.text("cause").equals("feed_gap"));
        }
        ObjectNode answer = mapper.createObjectNode();
        answer.putArray("hubs").addAll(hubs.values());
        return json(answer);
    }

    private ObjectNode hub(Map<String, ObjectNode> hubs, AlertVersion alert) {
        ObjectNode hub = hubs.computeIfAbsent(alert.hub(), name -> {
            ObjectNode fresh = mapper.createObjectNode();
            fresh.put("hub", name)
                    .put("openAlerts", 0)
                    .put("affectedDevices", 0)
                    .put("blind", false);
            fresh.putObject("bySeverity");
            return fresh;
        });
        if (alert.data().has("fleetSize")) {
            hub.set("fleetSize", alert.data().get("fleetSize"));
        }
        return hub;
    }

    private Reply json(JsonNode node) throws IOException {
        return Reply.json(200, mapper.writeValueAsBytes(node));
    }
}
