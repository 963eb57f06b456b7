package io.dropsight.model;

import java.time.Instant;
import java.util.Random;

/** Messages of every kind with any fields: empty, beyond ASCII, before 1970, with nanoseconds. */
final class Messages {
    private Messages() {}

    static String keyOf(FeedMessage message) {
        if (message instanceof FeedMessage.Event event) {
            return event.event().device().text();
        }
        return message instanceof FeedMessage.Metric metric ? metric.sample().hub() : "";
    }

    static FeedMessage any(Random random) {
        Arrival arrival = new Arrival(
                text(random), Instant.ofEpochMilli(random.nextLong() >> random.nextInt(64)), random.nextInt(1 << 30));
        Instant at = Instant.ofEpochSecond(random.nextLong() >> 31, random.nextInt(1_000_000_000));
        return switch (random.nextInt(4)) {
            case 0 -> new FeedMessage.Tick(arrival, random.nextBoolean());
            case 1 ->
                new FeedMessage.Metric(
                        arrival, new MetricSample("h" + text(random), text(random), at, random.nextGaussian()));
            default ->
                new FeedMessage.Event(
                        arrival,
                        new DiagnosticEvent(
                                new DeviceKey("hub", "d" + text(random), text(random)),
                                at,
                                Operation.ofWire(random.nextInt(3)),
                                random.nextBoolean(),
                                random.nextInt(1_000_000),
                                text(random),
                                text(random),
                                text(random),
                                Auth.ofWire(random.nextInt(4)),
                                text(random)));
        };
    }

    static String text(Random random) {
        String letters = "abcä€\"'<>\n\u0000 𝄞";
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(letters.codePointCount(0, letters.length()));
            out.appendCodePoint(letters.codePointAt(letters.offsetByCodePoints(0, at)));
        }
        return out.toString();
    }
}
