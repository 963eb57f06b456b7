package io.dropsight.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A reader made from {@code dropsight-events.proto} and {@link FeedCodec} understand each other. */
class ProtoTest {
    private static final long SEED = 20260305;
    private static Descriptors.Descriptor feed;

    @BeforeAll
    static void readTheProto() throws Exception {
        feed = ProtoFile.read().findMessageTypeByName("Feed");
    }

    @Test
    void everyMessageReadsTheSameByThePublishedProto() throws InvalidProtocolBufferException {
        Random random = new Random(SEED);
        for (int i = 0; i < 1_000; i++) {
            FeedMessage message = Messages.any(random);
            DynamicMessage read = DynamicMessage.parseFrom(feed, FeedCodec.encode(message));
            assertThat(of(read, Messages.keyOf(message)))
                    .as("message %d of seed %d", i, SEED)
                    .isEqualTo(message);
        }
    }

    @Test
    void whatAGeneratedWriterWritesIsRead() throws InvalidProtocolBufferException {
        Random random = new Random(SEED);
        for (int i = 0; i < 1_000; i++) {
            FeedMessage message = Messages.any(random);
            byte[] theirs =
                    DynamicMessage.parseFrom(feed, FeedCodec.encode(message)).toByteArray();
            assertThat(FeedCodec.decode(Messages.keyOf(message), theirs))
                    .as("message %d of seed %d", i, SEED)
                    .isEqualTo(message);
        }
    }

    @Test
    void fieldsOfANewerProtoAreSkipped() throws InvalidProtocolBufferException {
        UnknownFieldSet newer = UnknownFieldSet.newBuilder()
                .addField(15, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                .addField(
                        100,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("from the future"))
                                .addFixed64(8)
                                .build())
                .build();
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            FeedMessage message = Messages.any(random);
            DynamicMessage.Builder theirs = DynamicMessage.parseFrom(feed, FeedCodec.encode(message)).toBuilder();
            Descriptors.FieldDescriptor kind =
                    theirs.getOneofFieldDescriptor(feed.getOneofs().get(0));
            DynamicMessage body = (DynamicMessage) theirs.getField(kind);
            theirs.setField(kind, body.toBuilder().setUnknownFields(newer).build());
            byte[] bytes = theirs.setUnknownFields(newer).build().toByteArray();
            assertThat(FeedCodec.decode(Messages.keyOf(message), bytes))
                    .as("message %d of seed %d", i, SEED)
                    .isEqualTo(message);
            assertThat(FeedCodec.arrivalOf(bytes))
                    .isEqualTo(message.arrival().at().toEpochMilli());
        }
    }

    @Test
    void theProtoNamesEveryOperationAndAuthentication() {
        Descriptors.FileDescriptor file = feed.getFile();
        for (Operation operation : Operation.values()) {
            assertThat(file.findEnumTypeByName("Operation")
                            .findValueByNumber(operation.wire())
                            .getName())
                    .isEqualTo(operation.name());
        }
        for (Auth auth : Auth.values()) {
            assertThat(file.findEnumTypeByName("Auth")
                            .findValueByNumber(auth.wire())
                            .getName())
                    .isEqualTo(auth == Auth.OTHER ? "AUTH_OTHER" : auth.name());
        }
    }

    private static FeedMessage of(DynamicMessage read, String key) {
        assertNothingUnknown(read);
        Arrival arrival = new Arrival(
                text(read, "source"), Instant.ofEpochMilli(number(read, "arrival_ms")), number(read, "position"));
        Descriptors.FieldDescriptor kind =
                read.getOneofFieldDescriptor(feed.getOneofs().get(0));
        DynamicMessage body = (DynamicMessage) read.getField(kind);
        assertNothingUnknown(body);
        return switch (kind.getName()) {
            case "tick" -> new FeedMessage.Tick(arrival, (boolean) get(body, "end"));
            case "metric" ->
                new FeedMessage.Metric(
                        arrival, new MetricSample(key, text(body, "name"), time(body), (double) get(body, "value")));
            default ->
                new FeedMessage.Event(
                        arrival,
                        new DiagnosticEvent(
                                DeviceKey.parse(key),
                                time(body),
                                Operation.ofWire(choice(body, "operation")),
                                (boolean) get(body, "error"),
                                (int) get(body, "code"),
                                text(body, "description"),
                                text(body, "protocol"),
                                text(body, "sdk_version"),
                                Auth.ofWire(choice(body, "auth")),
                                text(body, "masked_address")));
        };
    }

    private static void assertNothingUnknown(DynamicMessage message) {
        assertThat(message.getUnknownFields().asMap()).isEmpty();
    }

    private static Object get(DynamicMessage message, String field) {
        return message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    private static String text(DynamicMessage message, String field) {
        return (String) get(message, field);
    }

    private static long number(DynamicMessage message, String field) {
        return (long) get(message, field);
    }

    private static int choice(DynamicMessage message, String field) {
        return ((EnumValueDescriptor) get(message, field)).getNumber();
    }

    private static Instant time(DynamicMessage message) {
        return Instant.ofEpochSecond(number(message, "seconds"), (int) get(message, "nanos"));
    }
}
