package io.dropsight.service;

import org.apache.kafka.streams.StreamsConfig;

/** What a crash may do to the results. */
enum Guarantee {
    /** A crash in the middle applies some records twice: right only where a crash means starting over. */
    AT_LEAST_ONCE(StreamsConfig.AT_LEAST_ONCE),
    /** State, results and progress move together: a crash leaves no trace. */
    EXACTLY_ONCE(StreamsConfig.EXACTLY_ONCE_V2);

    private final String kafkaName;

    Guarantee(String kafkaName) {
        this.kafkaName = kafkaName;
    }

    String kafkaName() {
        return kafkaName;
    }
}
