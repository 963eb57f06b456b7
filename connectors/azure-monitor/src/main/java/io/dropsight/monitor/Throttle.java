package io.dropsight.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Until when a subscription wants no requests: Azure counts them by subscription, so that one hub's 429 is all hubs'. */
final class Throttle {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Map<String, Instant> until = new ConcurrentHashMap<>();

    void pause(String subscription, Instant now, Duration wait) {
        Instant to = now.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
        until.merge(subscription, to, (a, b) -> a.isAfter(b) ? a : b);
    }

    /** Not before {@code now}. */
    Instant freeAt(String subscription, Instant now) {
        Instant free = until.getOrDefault(subscription, now);
        return free.isAfter(now) ? free : now;
    }
}
