package io.dropsight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeedCodecTest {
    private static final Arrival ARRIVAL = new Arrival("files", Instant.parse("2026-03-02T08:05:30.250Z"), 42);
    private static final DeviceKey PRESS = DeviceKey.of("plant-hub", "press-007");

    private static DiagnosticEvent drop() {
        return new DiagnosticEvent(
                PRESS,
                Instant.parse("2026-03-02T08:05:13Z"),
                Operation.DISCONNECT,
                true,
                404104,
                "DeviceConnectionClosedRemotely",
                "Mqtt",
                "",
                Auth.UNKNOWN,
                "203.0.113.XXX");
    }

    @Test
    void givesBackWhatItWasGiven() {
        long seed = 20260302;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            FeedMessage message = message(random);
            byte[] bytes = FeedCodec.encode(message);
            assertThat(FeedCodec.decode(key(message), bytes))
                    .as("message %d of seed %d", i, seed)
                    .isEqualTo(message);
            assertThat(FeedCodec.arrivalOf(bytes))
                    .isEqualTo(message.arrival().at().toEpochMilli());
        }
    }

    @Test
    void refusesGarbageWithOneKindOfException() {
        long seed = 7;
        Random random = new Random(seed);
        byte[] sound = FeedCodec.encode(new FeedMessage.Event(ARRIVAL, drop()));
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = sound.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                FeedCodec.decode("plant-hub/press-007", bytes);
            } catch (IllegalArgumentException expected) {
                assertThat(expected).as("change %d of seed %d", i, seed).hasMessageNotContaining("press-007");
            }
        }
        assertThatThrownBy(() -> FeedCodec.decode("h/d", new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FeedCodec.decode("h/d", new byte[] {(byte) 0xFF}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void skipsFieldsThatANewerWriterAdds() throws IOException {
        byte[] known = FeedCodec.encode(new FeedMessage.Event(ARRIVAL, drop()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(100, "from the future");
        out.writeRawBytes(known);
        out.writeUInt64(101, 7);
        out.flush();
        assertThat(FeedCodec.decode(PRESS.text(), bytes.toByteArray()))
                .isEqualTo(new FeedMessage.Event(ARRIVAL, drop()));
    }

    @Test
    void keepsItsWireFormat() {
        String files42 = "0a0566696c6573" + "1094d8a5d99567" + "182a";
        assertThat(HexFormat.of().formatHex(FeedCodec.encode(new FeedMessage.Event(ARRIVAL, drop()))))
                .isEqualTo(files42 + "2243" + "08f292aa9a0d" + "1802" + "2001" + "2888d518"
                        + "321e446576696365436f6e6e656374696f6e436c6f73656452656d6f74656c79" + "3a044d717474"
                        + "520d3230332e302e3131332e585858");
        assertThat(HexFormat.of().formatHex(FeedCodec.encode(FeedMessage.Tick.end("files", ARRIVAL.at(), 42))))
                .isEqualTo(files42 + "32020801");
        assertThat(HexFormat.of()
                        .formatHex(FeedCodec.encode(new FeedMessage.Metric(
                                ARRIVAL, new MetricSample("plant-hub", "count", Instant.ofEpochSecond(1, 5), 412)))))
                .isEqualTo(files42 + "2a14" + "0a05636f756e74" + "1002" + "1805" + "210000000000c07940");
    }

    @Test
    void refusesAMessageThatIsTooLarge() {
        DiagnosticEvent huge = new DiagnosticEvent(
                PRESS, Instant.EPOCH, Operation.OTHER, false, 0, "x".repeat(300_000), "", "", Auth.UNKNOWN, "");
        assertThatThrownBy(() -> FeedCodec.encode(new FeedMessage.Event(ARRIVAL, huge)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("larger than");
    }

    @Test
    void keepsDeviceKeysApart() {
        for (DeviceKey key : new DeviceKey[] {
            PRESS, new DeviceKey("h", "edge-5", "$edgeHub"), new DeviceKey("h", "a\"b'<c>", "m/with/slashes")
        }) {
            assertThat(DeviceKey.parse(key.text())).isEqualTo(key);
        }
        assertThatThrownBy(() -> DeviceKey.of("h", "a/b")).hasMessageContaining("neither may be empty or hold a /");
        assertThatThrownBy(() -> DeviceKey.of("", "a")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String key(FeedMessage message) {
        if (message instanceof FeedMessage.Event event) {
            return event.event().device().text();
        }
        return message instanceof FeedMessage.Metric metric ? metric.sample().hub() : "";
    }

    private static FeedMessage message(Random random) {
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

    private static String text(Random random) {
        String letters = "abcä€\"'<>\n\u0000 𝄞";
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(letters.codePointCount(0, letters.length()));
            out.appendCodePoint(letters.codePointAt(letters.offsetByCodePoints(0, at)));
        }
        return out.toString();
    }
}
