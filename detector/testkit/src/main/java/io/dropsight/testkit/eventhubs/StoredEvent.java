package io.dropsight.testkit.eventhubs;

import java.time.Instant;
import java.util.Map;
import org.apache.qpid.proton.amqp.Symbol;

/**
 * An event of a partition.
 *
 * @param annotations what the publisher annotated, such as the partition key
 * @param sections    the encoded AMQP sections that follow the annotations: properties and body as the publisher wrote
 *     them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of each body would double the memory
record StoredEvent(
        long sequence, String offset, Instant enqueuedAt, Map<Symbol, Object> annotations, byte[] sections) {}
