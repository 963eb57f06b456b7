package io.dropsight.service.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.service.http.BadRequest;
import io.dropsight.service.http.Reply;
import io.dropsight.service.http.Request;
import io.dropsight.service.http.Route;
import io.dropsight.service.view.AlertBoard;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Silences, acknowledgements and feedback by HTTP. */
public final class MaintenanceApi {
    /** Beyond them somebody uses silences for something else. */
    static final int MOST_SILENCES = 1_000;

    private static final int CREATED = 201;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final MaintenanceBoard board;
    private final MaintenanceTopic topic;
    private final AlertBoard alerts;
    private final InstantSource clock;

    public MaintenanceApi(MaintenanceBoard board, MaintenanceTopic topic, AlertBoard alerts, InstantSource clock) {
        this.board = board;
        this.topic = topic;
        this.alerts = alerts;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                new Route("GET", "/api/maintenance", false, request -> list()),
                new Route("POST", "/api/maintenance", false, this::silence),
                new Route("DELETE", "/api/maintenance/{id}", false, this::delete),
                new Route("POST", "/api/alerts/{id}/acknowledge", false, this::acknowledge),
                new Route("POST", "/api/alerts/{id}/feedback", false, this::feedback));
    }

    private Reply list() {
        ObjectNode answer = Entry.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("silences");
        for (Silence silence : board.silences().stream().limit(MOST_SILENCES).toList()) {
            list.add(silence.json().put("state", state(silence)));
        }
        return json(200, answer);
    }

    private String state(Silence silence) {
        Instant now = clock.instant();
        return silence.lasts(now) ? "active" : now.isBefore(silence.from()) ? "pending" : "over";
    }

    private Reply silence(Request request) throws InterruptedException {
        ObjectNode body = body(request).put("kind", Silence.KIND);
        if (!body.has("id")) {
            body.put("id", UUID.randomUUID().toString());
        }
        if (!body.has("from")) {
            body.put("from", clock.instant().toString());
        }
        Entry silence = entry(body);
        long others = board.silences().stream()
                .filter(it -> !state(it).equals("over") && !it.key().equals(silence.key()))
                .count();
        if (others >= MOST_SILENCES) {
            throw new BadRequest(CONFLICT, "there are %d silences: delete some".formatted(others));
        }
        return kept(silence);
    }

    private Reply delete(Request request) throws InterruptedException {
        String key = Silence.key(request.path().get(2));
        if (board.silences().stream().noneMatch(silence -> silence.key().equals(key))) {
            throw new BadRequest(NOT_FOUND, "there is no such silence");
        }
        topic.delete(key);
        return json(200, Entry.MAPPER.createObjectNode().put("deleted", true));
    }

    private Reply acknowledge(Request request) throws InterruptedException {
        return kept(entry(ofAlert(request, Acknowledgement.KIND)));
    }

    private Reply feedback(Request request) throws InterruptedException {
        return kept(entry(ofAlert(request, Feedback.KIND)));
    }

    private ObjectNode ofAlert(Request request, String kind) {
        String id = request.path().get(2);
        if (alerts.find(id).isEmpty()) {
            throw new BadRequest(NOT_FOUND, "there is no such alert, or it was resolved long ago");
        }
        return body(request)
                .put("kind", kind)
                .put("alertId", id)
                .put("at", clock.instant().toString());
    }

    private static ObjectNode body(Request request) {
        try {
            JsonNode body = Entry.MAPPER.readTree(request.body());
            if (body instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            // said below
        }
        throw new BadRequest("the body is no JSON object");
    }

    private static Entry entry(ObjectNode body) {
        try {
            return Entry.read(body.toString().getBytes(UTF_8));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
    }

    private Reply kept(Entry entry) throws InterruptedException {
        topic.put(entry);
        return json(CREATED, entry.json());
    }

    private static Reply json(int status, ObjectNode node) {
        return Reply.json(status, node.toString().getBytes(UTF_8));
    }
}
