package io.dropsight.monitor;

import io.dropsight.intake.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Points in the form in which Azure exports metrics, so that the way from there on is that of all records. */
final class PointBody {
    private PointBody() {}

    /**
     * One body a point. Their arrivals rise up to {@code now}, by a millisecond each: points with one arrival have no
     * order downstream.
     */
    static List<Payload> of(HubResource hub, List<Point> points, Instant now) {
        List<Payload> payloads = new ArrayList<>(points.size());
        for (Point point : points) {
            Instant arrival = now.minusMillis(points.size() - 1L - payloads.size());
            payloads.add(new Payload(point.minute(), point.at().toString(), arrival, body(hub, point)));
        }
        return payloads;
    }

    private static byte[] body(HubResource hub, Point point) {
        return """
                {"records":[{"time":"%s","resourceId":"/%s","metricName":"%s","timeGrain":"PT1M","average":%s}]}""".formatted(
                        point.at(),
                        hub.id().toUpperCase(Locale.ROOT),
                        MetricsClient.METRIC,
                        Double.toString(point.value()))
                .getBytes(StandardCharsets.UTF_8);
    }
}
