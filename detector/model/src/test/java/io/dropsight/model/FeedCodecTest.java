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

    static FeedMessage dropMessage() {
        return new FeedMessage.Event(ARRIVAL, drop());
    }

    @Test
    void givesBackWhatItWasGiven() {
        long seed = 20260302;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            FeedMessage message = Messages.any(random);
            byte[] bytes = FeedCodec.encode(message);
            assertThat(FeedCodec.decode(Messages.keyOf(message), bytes))
                    .as("message %d of seed %d", i, seed)
                    .isEqualTo(message);
            assertThat(FeedCodec.arrivalOf(bytes))
                    .isEqualTo(message.arrival().at().toEpochMilli());
        }
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
}
