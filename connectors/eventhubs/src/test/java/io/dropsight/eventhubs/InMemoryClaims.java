package io.dropsight.eventhubs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Claims of one process. */
final class InMemoryClaims implements Claims {
    private final Map<Integer, Claim> claims = new TreeMap<>();
    private long versions;

    @Override
    public synchronized List<Claim> list(Duration within) {
        return List.copyOf(claims.values());
    }

    @Override
    public synchronized List<Claim> claim(String owner, Map<Integer, Optional<String>> expected, Duration within) {
        List<Claim> won = new ArrayList<>();
        expected.forEach((partition, etag) -> {
            Optional<String> present =
                    Optional.ofNullable(claims.get(partition)).map(Claim::etag);
            if (present.equals(etag)) {
                versions++;
                var claim = new Claim(partition, owner, Long.toString(versions), Instant.now());
                claims.put(partition, claim);
                won.add(claim);
            }
        });
        return won;
    }
}
