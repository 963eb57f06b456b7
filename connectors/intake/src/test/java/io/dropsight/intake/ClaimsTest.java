package io.dropsight.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.OwnershipLog.Ownership;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    @Test
    void aClaimThatIsNotRenewedIsForgottenByTheTimeOfTheLog() {
        var claims = new Claims(false);
        claims.apply(record(0, START, "a", ""));
        claims.apply(record(1, START.plus(Claims.FORGET_AFTER), "b", "7"));
        assertThat(owner(claims)).isEqualTo("a");
        claims.apply(record(2, START.plus(Claims.FORGET_AFTER).plusMillis(1), "b", "7"));
        assertThat(owner(claims)).isEqualTo("b");
    }

    @Test
    void whatIsNoClaimIsPassedOver() {
        var claims = new Claims(false);
        claims.apply(new ConsumerRecord<>("t", 0, 0, new byte[] {'i'}, new byte[] {'x'}));
        claims.apply(new ConsumerRecord<>("t", 0, 1, null, "|a".getBytes(UTF_8)));
        claims.apply(new ConsumerRecord<>("t", 0, 2, new byte[] {'i'}, null));
        claims.apply(record(3, START, "a", "-4"));
        claims.apply(record(4, START, "a", "x"));
        assertThat(claims.present("")).isEmpty();
    }

    /** Some claim with what they know, some with what they once knew; owners renew every few seconds. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anInstanceThatSeesOnlyTheEndOfTheLogComesToHoldTheSame(long seed) {
        var random = new Random(seed);
        var whole = new Claims(false);
        List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
        List<String> seen = new ArrayList<>(List.of(""));
        Instant now = START;
        for (int offset = 0; offset < 1_000; offset++) {
            now = now.plusMillis(random.nextInt(10_000));
            boolean stale = random.nextInt(3) == 0;
            String expected = stale ? seen.get(random.nextInt(seen.size())) : etag(whole);
            var record = record(offset, now, "o" + random.nextInt(4), expected);
            log.add(record);
            whole.apply(record);
            seen.add(etag(whole));
        }
        for (int cut = 1; cut < 900; cut += 37) {
            var late = new Claims(true);
            log.subList(cut, log.size()).forEach(late::apply);
            assertThat(late.present("")).as("seed %d, from %d", seed, cut).isEqualTo(whole.present(""));
        }
    }

    private static String etag(Claims claims) {
        return present(claims).map(Ownership::etag).orElse("");
    }

    private static String owner(Claims claims) {
        return present(claims).map(Ownership::owner).orElse("");
    }

    private static Optional<Ownership> present(Claims claims) {
        return claims.present("").stream().findFirst();
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, Instant at, String owner, String expected) {
        return new ConsumerRecord<>(
                "t",
                0,
                offset,
                at.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                1,
                1,
                "item".getBytes(UTF_8),
                (expected + "|" + owner).getBytes(UTF_8),
                new RecordHeaders(),
                Optional.empty());
    }
}
