package io.dropsight.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "2018-12-17T18:11:25Z, 2018-12-17T18:11:25Z",
        "2018-02-21T09:49:09.6025432Z, 2018-02-21T09:49:09.602543200Z",
        "2018-02-21T09:49:09.1Z, 2018-02-21T09:49:09.100Z",
        "2018-02-21T09:49:09.123456789Z, 2018-02-21T09:49:09.123456789Z",
        "2018-02-21T09:49:09.Z, 2018-02-21T09:49:09Z",
        "' 2018-02-21T09:49:09Z ', 2018-02-21T09:49:09Z",
        "2018-02-21T09:49:09, 2018-02-21T09:49:09Z",
        "2018-02-21 09:49:09, 2018-02-21T09:49:09Z",
        "2018-02-21t09:49:09z, 2018-02-21T09:49:09Z",
        "2018-02-21T09:49Z, 2018-02-21T09:49:00Z",
        "2018-02-21T09:49:09+00:00, 2018-02-21T09:49:09Z",
        "2018-02-21T09:49:09+0530, 2018-02-21T04:19:09Z",
        "2018-02-21T09:49:09-08, 2018-02-21T17:49:09Z",
        "2024-02-29T23:59:59.9-00:30, 2024-03-01T00:29:59.900Z"
    })
    void readsWhatAzureWrites(String text, Instant instant) {
        assertThat(Timestamps.parse(text)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2018",
                "2018-02-21",
                "2018-02-29T00:00:00Z",
                "2018-13-01T00:00:00Z",
                "2018-00-01T00:00:00Z",
                "2018-01-00T00:00:00Z",
                "2018-01-01T24:00:00Z",
                "2018-01-01T00:60:00Z",
                "2018-01-01T00:00:60Z",
                "2018-01-01T00:00:00.1234567890Z",
                "2018-01-01T00:00:00ZZ",
                "2018-01-01T00:00:00+19:00",
                "2018-01-01T00:00:00+18:01",
                "2018-01-01T00:00:00+",
                "2018-01-01T00:00:00+1",
                "02018-01-01T00:00:00Z",
                "2018-1-01T00:00:00Z",
                "2018-01-01X00:00:00Z",
                "2018-01-01T00:00:0aZ",
                "\u0662018-01-01T00:00:00Z",
                "1772438400",
                "12/17/2018 18:11:25"
            })
    void refusesWhatIsNoInstant(String text) {
        assertThat(Timestamps.parse(text)).isNull();
    }

    @Test
    void agreesWithTheJdk() {
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            Instant instant =
                    Instant.ofEpochSecond(random.nextLong(-62_167_219_200L, 253_402_300_800L), i % 3 * 1_000L);
            assertThat(Timestamps.parse(instant.toString()))
                    .as("seed 7, round %d", i)
                    .isEqualTo(instant);
        }
    }

    @Test
    void theRangeIsTheYears2015To2099() {
        assertThat(Timestamps.inRange(Instant.parse("2015-01-01T00:00:00Z"))).isTrue();
        assertThat(Timestamps.inRange(Instant.parse("2099-12-31T23:59:59.999999999Z")))
                .isTrue();
        assertThat(Timestamps.inRange(Instant.parse("2014-12-31T23:59:59.999999999Z")))
                .isFalse();
        assertThat(Timestamps.inRange(Instant.parse("2100-01-01T00:00:00Z"))).isFalse();
    }
}
