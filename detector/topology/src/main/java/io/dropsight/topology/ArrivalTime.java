package io.dropsight.topology;

import io.dropsight.model.FeedCodec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/** Time of the feed: the arrival, raised to the largest that its partition has seen, so that it never falls. */
final class ArrivalTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> feed, long partitionTime) {
        long arrival = feed.value() instanceof byte[] bytes ? FeedCodec.arrivalOf(bytes) : 0;
        return Math.max(0, Math.max(arrival, partitionTime));
    }
}
