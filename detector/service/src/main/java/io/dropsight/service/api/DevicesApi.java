package io.dropsight.service.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.detect.device.DeviceView;
import io.dropsight.model.DeviceKey;
import io.dropsight.service.http.BadRequest;
import io.dropsight.service.http.Reply;
import io.dropsight.service.http.Request;
import io.dropsight.service.http.Route;
import io.dropsight.service.view.AlertBoard;
import io.dropsight.service.view.AlertVersion;
import io.dropsight.service.view.VerdictBoard;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One device: its history, its verdicts, and the open alerts that name it. Verdicts and alerts are known to every instance
 * with the API; the history to the one that holds the device, which is asked if that is another.
 */
public final class DevicesApi {
    private static final int UNAVAILABLE = 503;

    private final ObjectMapper mapper = new ObjectMapper();
    private final AlertBoard alerts;
    private final VerdictBoard verdicts;
    private final Optional<DeviceHistories> held;
    private final Peers peers;

    /** @param held empty where the detector does not run: then nobody's history is told */
    public DevicesApi(AlertBoard alerts, VerdictBoard verdicts, Optional<DeviceHistories> held, Peers peers) {
        this.alerts = alerts;
        this.verdicts = verdicts;
        this.held = held;
        this.peers = peers;
    }

    public List<Route> routes() {
        return List.of(new Route("GET", "/api/devices/{hub}/{id}", false, this::device));
    }

    private Reply device(Request request) throws IOException, InterruptedException {
        DeviceKey device = key(request);
        ObjectNode history = mapper.createObjectNode();
        boolean known = false;
        if (held.isPresent()) {
            Optional<DeviceView> here = held.get().here(device);
            if (here.isPresent()) {
                HistoryJson.write(here.get(), history);
                known = here.get().isKnown();
            } else if (request.peer()) { // who asked thought that it is here: it goes round once
                return unavailable("the device is being moved to another instance: try again");
            } else {
                Optional<String> owner = held.get().owner(device);
                if (owner.isEmpty()) {
                    return unavailable(
                            "nobody holds the device while instances share the work anew, or its instance has"
                                    + " no http.advertised: try again, or set it");
                }
                JsonNode theirs = ask(owner.get(), device);
                if (theirs == null) {
                    return unavailable("the instance that holds the device does not answer: try again");
                }
                history.setAll((ObjectNode) theirs);
                known = !theirs.isEmpty();
            }
        }
        return answer(device, history, known);
    }

    private static DeviceKey key(Request request) {
        String hub = request.path().get(2).toLowerCase(Locale.ROOT);
        String id = request.path().get(3);
        if (hub.chars().anyMatch(Character::isISOControl)) {
            throw new BadRequest("a hub's name has no control characters");
        }
        try {
            return new DeviceKey(hub, id, request.parameter("module").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new BadRequest("hub and device: neither may be empty or hold a /");
        }
    }

    /** The history as its holder tells it, empty if it knows nothing; null if it cannot say. */
    private @Nullable JsonNode ask(String owner, DeviceKey device) throws InterruptedException {
        try {
            HttpResponse<byte[]> response = peers.device(owner, device.hub(), device.deviceId(), device.moduleId());
            if (response.statusCode() == 404) {
                return mapper.createObjectNode();
            }
            JsonNode history = response.statusCode() == 200
                    ? mapper.readTree(response.body()).path("history")
                    : null;
            return history != null && history.isObject() ? history : null;
        } catch (IOException e) { // it is gone, or too slow: the client is told to try again
            return null;
        }
    }

    private Reply answer(DeviceKey device, ObjectNode history, boolean known) throws IOException {
        ObjectNode answer = mapper.createObjectNode();
        answer.put("hub", device.hub()).put("deviceId", device.deviceId());
        if (!device.moduleId().isEmpty()) {
            answer.put("moduleId", device.moduleId());
        }
        if (known) {
            answer.set("history", history);
        }
        ArrayNode found = answer.putArray("verdicts");
        verdicts.of(device.text()).forEach(found::add);
        ArrayNode named = answer.putArray("alerts");
        alerts.open().stream()
                .filter(alert -> alert.hub().equals(device.hub()) && names(alert, device.deviceId()))
                .forEach(alert -> named.add(alert.data()));
        if (!known && found.isEmpty() && named.isEmpty()) {
            return Reply.error(
                    404,
                    "nothing is known of this device: ids are case-sensitive, and are forgotten after three"
                            + " weeks without a record");
        }
        return Reply.json(200, mapper.writeValueAsBytes(answer));
    }

    private static Reply unavailable(String why) {
        return Reply.error(UNAVAILABLE, why).with("Retry-After", "5");
    }

    private static boolean names(AlertVersion alert, String id) {
        for (var device : alert.data().path("scope").path("devices")) {
            if (device.asText().equals(id)) {
                return true;
            }
        }
        return false;
    }
}
