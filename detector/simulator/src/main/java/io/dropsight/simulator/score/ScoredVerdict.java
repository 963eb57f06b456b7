package io.dropsight.simulator.score;

import io.dropsight.model.DeviceKey;
import io.dropsight.model.Verdict;
import io.dropsight.model.VerdictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last version of one verdict, as a judge sees it.
 *
 * @param status     whether it still holds: open or resolved
 * @param pattern    {@code periodic} or {@code random}
 * @param cause      as DESIGN 2 names it
 * @param onset      event time of the first drop that belongs to it
 * @param detectedAt on the arrival axis; the same in all versions
 * @param resolvedAt event time; null while it is open
 * @param ageSeconds at which the device drops; null if it does not drop periodically
 * @param alertId    of the alert that tells of it; empty if there is none
 */
public record ScoredVerdict(
        String verdictId,
        String status,
        DeviceKey device,
        String pattern,
        String cause,
        Instant onset,
        Instant detectedAt,
        @Nullable Instant resolvedAt,
        @Nullable Double ageSeconds,
        String alertId) {

    /** What a subscriber would read; goes through the wire form, so that nothing else can be judged. */
    public static ScoredVerdict of(Verdict verdict) {
        String json = new String(VerdictJson.write(verdict), StandardCharsets.UTF_8);
        try {
            return FindingsJson.verdict(JsonObject.parse(json));
        } catch (IOException e) {
            throw new UncheckedIOException("a verdict of our own", e);
        }
    }
}
