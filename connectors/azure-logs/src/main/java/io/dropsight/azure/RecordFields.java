package io.dropsight.azure;

import org.jspecify.annotations.Nullable;

/** What has been read of one record, before it is known what kind of record it is. */
final class RecordFields {
    /** The record's own fields. */
    final Fields outer = new Fields();
    /** The fields of its properties. */
    final Fields inner = new Fields();
    /** What is wrong with the properties, or empty. */
    String propertiesFault = "";

    /** Whether there is a payload, be it null, as in a capture line. */
    boolean hasPayload;

    /** A payload that is text. */
    @Nullable
    String payload;
    /** Where a payload that is an object or array begins and ends, from the record's first byte; 0 to 0 if none. */
    int payloadFrom;

    int payloadTo;

    void clear() {
        outer.clear();
        clearProperties();
        clearPayload();
        hasPayload = false;
    }

    void clearProperties() {
        inner.clear();
        propertiesFault = "";
    }

    void clearPayload() {
        outer.putNull(Field.PAYLOAD);
        payload = null;
        payloadFrom = 0;
        payloadTo = 0;
    }
}
