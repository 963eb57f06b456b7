package io.dropsight.model;

import java.time.Instant;

/** Takes what a connector has read, in arrival order; implemented by the writer to Kafka and by tests. */
public interface FeedSink {
    void event(Instant arrival, long position, DiagnosticEvent event);

    void metric(Instant arrival, long position, MetricSample sample);

    void reject(Rejection rejection);
}
