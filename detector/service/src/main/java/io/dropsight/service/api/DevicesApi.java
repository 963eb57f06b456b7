package io.dropsight.service.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.service.http.Reply;
import io.dropsight.service.http.Request;
import io.dropsight.service.http.Route;
import io.dropsight.service.view.AlertBoard;
import io.dropsight.service.view.AlertVersion;
import io.dropsight.service.view.VerdictBoard;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** One device: its verdicts, and the open alerts that name it. Every instance with the API knows all of them. */
public final class DevicesApi {
    private final ObjectMapper mapper = new ObjectMapper();
    private final AlertBoard alerts;
    private final VerdictBoard verdicts;

    public DevicesApi(AlertBoard alerts, VerdictBoard verdicts) {
        this.alerts = alerts;
        this.verdicts = verdicts;
    }

    public List<Route> routes() {
        return List.of(new Route("GET", "/api/devices/{hub}/{id}", false, this::device));
    }

    private Reply device(Request request) throws IOException {
        String hub = request.path().get(2).toLowerCase(Locale.ROOT);
        String id = request.path().get(3);
        String module = request.parameter("module").orElse("");
        ObjectNode answer = mapper.createObjectNode();
        answer.put("hub", hub).put("deviceId", id);
        if (!module.isEmpty()) {
            answer.put("moduleId", module);
        }
        ArrayNode found = answer.putArray("verdicts");
        String key = hub + "/" + id + (module.isEmpty() ? "" : "/" + module);
        verdicts.of(key).forEach(found::add);
        ArrayNode named = answer.putArray("alerts");
        alerts.open().stream()
                .filter(alert -> alert.hub().equals(hub) && names(alert, id))
                .forEach(alert -> named.add(alert.data()));
        return Reply.json(200, mapper.writeValueAsBytes(answer));
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
