package io.dropsight.service.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.service.health.Health;
import io.dropsight.service.http.Route;
import io.dropsight.service.metrics.Meters;
import io.dropsight.service.view.AlertBoard;
import io.dropsight.service.view.VerdictBoard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The document against the routes. */
class OpenApiTest {
    private static final Set<String> ELSEWHERE = Set.of(
            "POST /api/alerts/{id}/acknowledge",
            "POST /api/alerts/{id}/feedback",
            "GET /api/maintenance",
            "POST /api/maintenance",
            "DELETE /api/maintenance/{id}",
            "GET /api/events");

    @Test
    void describesEveryRouteAndNoOther() throws IOException {
        AlertBoard alerts = new AlertBoard();
        List<Route> routes = new ArrayList<>(OpenApi.routes());
        routes.addAll(new Health().routes());
        try (Meters meters = new Meters("test")) {
            routes.add(meters.route());
        }
        routes.addAll(new DevicesApi(alerts, new VerdictBoard(), Optional.empty(), new Peers(null, Optional.empty()))
                .routes());
        Set<String> served = new TreeSet<>(ELSEWHERE);
        routes.forEach(route -> served.add(route.method() + " " + route.path()));
        served.addAll(Set.of("GET /api/alerts", "GET /api/alerts/{id}", "GET /api/hubs"));

        Set<String> described = new TreeSet<>();
        map(document().get("paths")).forEach((path, methods) -> map(methods)
                .keySet()
                .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        assertThat(described).isEqualTo(served);
    }

    @Test
    void refersToPartsThatAreThere() throws IOException {
        Set<String> references = new HashSet<>();
        collect(document(), references);
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            Object at = document();
            for (String part : reference.substring(2).split("/", -1)) {
                at = map(at).get(part);
            }
            assertThat(at).as(reference).isNotNull();
        });
    }

    private static void collect(Object node, Set<String> references) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if ("$ref".equals(key)) {
                    references.add(value.toString());
                } else {
                    collect(value, references);
                }
            });
        } else if (node instanceof List<?> list) {
            list.forEach(each -> collect(each, references));
        }
    }

    private static Map<String, Object> document() throws IOException {
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(new String(OpenApi.text(), UTF_8)));
    }

    @SuppressWarnings("unchecked") // of a document that is ours
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }
}
