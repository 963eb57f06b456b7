package io.dropsight.service.health;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.service.health.Part.State;
import io.dropsight.service.http.Reply;
import io.dropsight.service.http.Route;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * How this process is: alive while no part has failed for good, ready while all parts are up. The probes are asked anew
 * each time; they answer at once, from what is known.
 */
public final class Health {
    private static final int MOST_SHOWN = 500;

    private final ObjectMapper mapper = new ObjectMapper();
    private final List<Supplier<List<Part>>> probes = new CopyOnWriteArrayList<>();

    public void watch(Supplier<List<Part>> probe) {
        probes.add(probe);
    }

    public void watchOne(Supplier<Part> probe) {
        probes.add(() -> List.of(probe.get()));
    }

    public List<Part> parts() {
        return probes.stream().flatMap(probe -> probe.get().stream()).toList();
    }

    public boolean isAlive() {
        return parts().stream().noneMatch(part -> part.state() == State.FAILED);
    }

    public boolean isReady() {
        return parts().stream().allMatch(part -> part.state() == State.UP);
    }

    public List<Route> routes() {
        return List.of(
                new Route("GET", "/health/live", true, request -> reply(isAlive())),
                new Route("GET", "/health/ready", true, request -> reply(isReady())));
    }

    private Reply reply(boolean well) throws IOException {
        ObjectNode answer = mapper.createObjectNode();
        answer.put("status", well ? "up" : "down");
        ArrayNode list = answer.putArray("parts");
        for (Part part : parts().stream().limit(MOST_SHOWN).toList()) {
            ObjectNode one = list.addObject();
            one.put("name", part.name()).put("state", part.state().name().toLowerCase(Locale.ROOT));
            if (!part.words().isEmpty()) {
                one.put("why", part.words());
            }
        }
        return Reply.json(well ? 200 : 503, mapper.writeValueAsBytes(answer));
    }
}
