package io.dropsight.testkit.eventhubs;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.DeliveryAnnotations;
import org.apache.qpid.proton.amqp.messaging.Header;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.codec.AMQPDefinedTypes;
import org.apache.qpid.proton.codec.DecoderImpl;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.codec.WritableBuffer;

/** Between AMQP messages and stored events. One instance per thread. */
final class EventCodec {
    /** The message format of a batch: an envelope whose Data sections are whole messages. */
    static final int BATCH_FORMAT = 0x80013700;

    static final Symbol PARTITION_KEY = Symbol.valueOf("x-opt-partition-key");
    private static final Symbol SEQUENCE = Symbol.valueOf("x-opt-sequence-number");
    private static final Symbol OFFSET = Symbol.valueOf("x-opt-offset");
    private static final Symbol ENQUEUED_TIME = Symbol.valueOf("x-opt-enqueued-time");
    private static final int SHORT_DATA = 256;
    private static final int HEAD_BYTES = 512;

    /** @param sections the encoded sections after the annotations */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Published(Map<Symbol, Object> annotations, byte[] sections) {}

    private final DecoderImpl decoder = new DecoderImpl();
    private final EncoderImpl encoder = new EncoderImpl(decoder);

    EventCodec() {
        AMQPDefinedTypes.registerAllTypes(decoder, encoder);
    }

    /** The body as one encoded Data section. */
    static byte[] dataSection(byte[] body) {
        boolean small = body.length < SHORT_DATA;
        ByteBuffer out = ByteBuffer.allocate(body.length + (small ? 5 : 8));
        out.put((byte) 0x00).put((byte) 0x53).put((byte) 0x75);
        if (small) {
            out.put((byte) 0xa0).put((byte) body.length);
        } else {
            out.put((byte) 0xb0).putInt(body.length);
        }
        return out.put(body).array();
    }

    /** The events of a transfer: one, or those of a batch, which take the annotations of their envelope. */
    List<Published> split(byte[] transfer, int format) {
        if (format != BATCH_FORMAT) {
            return List.of(message(transfer, Map.of()));
        }
        Map<Symbol, Object> annotations = new HashMap<>();
        List<Published> events = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(transfer);
        while (in.hasRemaining()) {
            Object section = read(in);
            if (section instanceof MessageAnnotations found) {
                annotations.putAll(found.getValue());
            } else if (section instanceof Data data) {
                events.add(message(bytes(data.getValue()), annotations));
            }
        }
        return events;
    }

    private Published message(byte[] message, Map<Symbol, Object> envelope) {
        Map<Symbol, Object> annotations = new HashMap<>(envelope);
        ByteBuffer in = ByteBuffer.wrap(message);
        int begin = 0;
        while (in.hasRemaining()) {
            Object section = read(in);
            if (section instanceof MessageAnnotations found) {
                annotations.putAll(found.getValue());
            } else if (!(section instanceof Header) && !(section instanceof DeliveryAnnotations)) {
                break; // what follows is passed on as it is
            }
            begin = in.position();
        }
        return new Published(annotations, Arrays.copyOfRange(message, begin, message.length));
    }

    private Object read(ByteBuffer in) {
        decoder.setByteBuffer(in);
        return decoder.readObject();
    }

    private static byte[] bytes(Binary binary) {
        int from = binary.getArrayOffset();
        return Arrays.copyOfRange(binary.getArray(), from, from + binary.getLength());
    }

    /** The sections before those of the event: its annotations as the hub gives them. */
    byte[] head(StoredEvent event) {
        Map<Symbol, Object> annotations = new LinkedHashMap<>(event.annotations());
        annotations.put(SEQUENCE, event.sequence());
        annotations.put(OFFSET, event.offset());
        annotations.put(ENQUEUED_TIME, Date.from(event.enqueuedAt()));
        return encode(new MessageAnnotations(annotations));
    }

    /** What a reader that tracks the end of its partition gets before each event. */
    byte[] endOfPartition(PartitionLog log, Instant now) {
        Map<Symbol, Object> end = new LinkedHashMap<>();
        end.put(Symbol.valueOf("last_enqueued_sequence_number"), log.next() - 1);
        end.put(Symbol.valueOf("last_enqueued_offset"), log.lastOffset());
        end.put(Symbol.valueOf("last_enqueued_time_utc"), Date.from(log.lastEnqueuedAt()));
        end.put(Symbol.valueOf("runtime_info_retrieval_time_utc"), Date.from(now));
        return encode(new DeliveryAnnotations(end));
    }

    private byte[] encode(Object section) {
        WritableBuffer.ByteBufferWrapper out = WritableBuffer.ByteBufferWrapper.allocate(HEAD_BYTES);
        while (true) {
            try {
                encoder.setByteBuffer(out);
                encoder.writeObject(section);
                return Arrays.copyOf(out.byteBuffer().array(), out.position());
            } catch (java.nio.BufferOverflowException tooSmall) {
                out = WritableBuffer.ByteBufferWrapper.allocate(out.byteBuffer().capacity() * 4);
            }
        }
    }
}
