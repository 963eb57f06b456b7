package io.dropsight.service.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked.
 *
 * @param method GET (of HEAD, too), POST or DELETE
 * @param path   its parts, decoded; what was behind the route's own path comes last
 * @param query  decoded; of a name that comes twice the last value
 * @param body   at most {@link HttpFace#MAX_BODY_BYTES}
 * @param peer   whether another instance asks on behalf of its client
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Request(String method, List<String> path, Map<String, String> query, byte[] body, boolean peer) {
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }
}
