package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.device.DevicePartition.Outcome;
import io.dropsight.model.DiagnosticEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Law 3: what cannot be analysed is counted by reason, kept, and changes nothing else. */
class BadInputTest {
    private static final Duration SETTLED_AFTER = Duration.ofMinutes(11);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {71, 72})
    void recordsWithImpossibleTimesAreCountedAndKeptAndChangeNothing(long seed) {
        Feed feed = Feed.ofTwoHubs(seed, 100, Duration.ofDays(2));
        Random dice = new Random(seed);
        List<Feed.Entry> bad = new ArrayList<>();
        Map<Outcome, List<DiagnosticEvent>> expected = new EnumMap<>(Outcome.class);
        for (Feed.Entry good : feed.entries()) {
            switch (dice.nextInt(20)) {
                case 0 -> {
                    Instant ahead = good.arrival().plusSeconds(15 * 60 + 1 + dice.nextInt(1_000_000));
                    bad.add(bad(good, ahead, Outcome.AHEAD_OF_ARRIVAL, expected));
                }
                case 1 -> {
                    Instant early = Instant.parse("2014-12-31T23:59:59Z").minusSeconds(dice.nextInt(1_000_000_000));
                    bad.add(bad(good, early, Outcome.TIME_OUT_OF_RANGE, expected));
                }
                case 2 -> {
                    Instant never = dice.nextBoolean() ? Instant.MAX : Instant.parse("2151-02-08T00:00:00Z");
                    bad.add(bad(good, never, Outcome.TIME_OUT_OF_RANGE, expected));
                }
                case 3 -> {
                    Instant before = good.event().occurredAt().minusSeconds(1 + dice.nextInt(86_400));
                    Feed.Entry late = bad(good, before, Outcome.TOO_LATE, expected);
                    bad.add(new Feed.Entry(good.arrival().plus(SETTLED_AFTER), late.event()));
                }
                default -> {} // stays alone
            }
        }
        Pipeline clean = feed.closed().through(2);
        Pipeline disturbed = feed.closed().with(bad.toArray(Feed.Entry[]::new)).through(2);

        assertThat(expected).hasSize(3);
        expected.forEach((why, events) -> {
            assertThat(disturbed.refused.get(why)).containsExactlyInAnyOrderElementsOf(events);
            assertThat(disturbed.outcomes).containsEntry(why, events.size());
        });
        Map<Outcome, Integer> others = new EnumMap<>(disturbed.outcomes);
        others.keySet().removeAll(expected.keySet());
        assertThat(others).isEqualTo(clean.outcomes);
        Transcript.of(disturbed).withoutFeed().assertSame(Transcript.of(clean).withoutFeed());
        assertThat(withoutFeed(disturbed)).isEqualTo(withoutFeed(clean));
    }

    /** A record that is refused is a sign of life all the same. */
    private static Map<String, String> withoutFeed(Pipeline pipeline) {
        Map<String, String> memory = pipeline.memory();
        memory.keySet().removeIf(key -> key.startsWith("77", 4)); // Shelf.FEED behind two bytes of length
        return memory;
    }

    private static Feed.Entry bad(
            Feed.Entry good, Instant at, Outcome why, Map<Outcome, List<DiagnosticEvent>> expected) {
        DiagnosticEvent event = Feed.at(good.event(), at);
        expected.computeIfAbsent(why, k -> new ArrayList<>()).add(event);
        return new Feed.Entry(good.arrival(), event);
    }
}
