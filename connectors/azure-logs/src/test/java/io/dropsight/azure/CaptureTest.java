package io.dropsight.azure;

import static io.dropsight.azure.Samples.decode;
import static io.dropsight.azure.Samples.example;
import static io.dropsight.azure.Samples.good;
import static io.dropsight.azure.Samples.kinds;
import static io.dropsight.azure.Samples.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of {@code kcat -J}. */
class CaptureTest {
    private static final Instant ARRIVAL = Instant.parse("2026-03-02T08:09:00.123Z");

    private static String line(String ts, String payload) {
        return "{\"topic\":\"insights-logs-connections\",\"partition\":3,\"offset\":81244,\"tstype\":\"create\",\"ts\":"
                + ts + ",\"broker\":0,\"key\":null,\"payload\":" + payload + "}\n";
    }

    private static String line(String payload) {
        return line(Long.toString(ARRIVAL.toEpochMilli()), payload);
    }

    @Test
    void everyRecordOfThePayloadArrivesAtTs() {
        String lines = line(quoted(example("a05-sas-triple-envelope"))) + line(quoted(example("metric-export")));
        assertThat(decode(lines))
                .extracting(result ->
                        result instanceof Decoded.Event one ? one.arrival() : ((Decoded.Metric) result).arrival())
                .containsExactly(ARRIVAL, ARRIVAL, ARRIVAL);
    }

    @Test
    void theOffsetIsThatOfTheLine() {
        String first = line(quoted(good("a") + good("b")));
        assertThat(decode(first + line(quoted(good("c")))))
                .extracting(Decoded::offset)
                .containsExactly(0L, 0L, (long) first.length());
    }

    @Test
    void thePayloadMayBeJsonAndMayComeFirst() {
        assertThat(kinds(line(good("a")) + line("[" + good("b") + "," + good("c") + "]")))
                .containsExactly("event a", "event b", "event c");
        assertThat(decode("{\"payload\":%s,\"ts\":1772438940123}".formatted(example("a01-connect-event-hub"))))
                .singleElement()
                .matches(result -> ((Decoded.Event) result).arrival() != null);
    }

    @Test
    void anEmptyPayloadIsCounted() {
        assertThat(kinds(line("null") + line("\"\"") + line("\" \\n\"")))
                .containsExactly("ignorable empty_payload", "ignorable empty_payload", "ignorable empty_payload");
    }

    @Test
    void aBadTsMakesTheLineUnreadable() {
        for (String bad : List.of("null", "\"1772438940123\"", "-1", "1.5", "{}", "true", "99999999999999999999")) {
            assertThat(kinds(line(bad, quoted(good("a"))))).as(bad).containsExactly("unreadable bad_capture");
        }
        for (String far : List.of("0", "5000000000000")) {
            assertThat(kinds(line(far, quoted(good("a"))))).as(far).containsExactly("unreadable time_out_of_range");
        }
    }

    @Test
    void aBadPayloadCostsWhatIsBadInIt() {
        assertThat(kinds(line(quoted(good("a") + "\n{\"time\":\n" + good("b"))) + line(quoted(good("c")))))
                .containsExactly("event a", "unreadable cut_json", "event b", "event c");
        assertThat(kinds(line("5"))).containsExactly("unreadable bad_capture");
        assertThat(kinds(line(quoted(line(quoted(good("a"))))))).containsExactly("unreadable bad_capture");
    }

    @Test
    void aLineMayHoldABodyOfAMebibyte() {
        int count = 3000;
        String body = "{\"records\":[" + String.join(",", java.util.Collections.nCopies(count, good("a"))) + "]}";
        assertThat(body.length()).isGreaterThan(1 << 20);
        assertThat(kinds(line(quoted(body)))).hasSize(count).containsOnly("event a");
    }
}
