package io.dropsight.azure;

import java.util.Locale;

/** Why a record could not be read: the closed set behind {@link Decoded.Unreadable#reason()}. */
public enum UnreadableReason {
    /** Not JSON, or JSON where no record can be, such as a bare number. */
    NOT_JSON,
    /** JSON that ends too early: at the end of the input, or at a line's end. */
    CUT_JSON,
    /** UTF-16 or UTF-32; every supported source writes UTF-8. */
    NOT_UTF8,
    /** A record above 1 MiB, or a capture line above 8 MiB. */
    TOO_LARGE,
    /** Nested deeper than 64. */
    TOO_DEEP,
    /** An object, but neither log record, nor metric, nor connection state event, nor capture line. */
    UNKNOWN_RECORD,
    /** A field that has to be text is something else. */
    WRONG_TYPE,
    /** {@code properties} is text that holds no JSON object. */
    BAD_PROPERTIES,
    /** The time is missing, or no ISO-8601 instant. */
    BAD_TIME,
    /** The time is outside of 2015 to 2099. */
    TIME_OUT_OF_RANGE,
    NO_DEVICE_ID,
    /** A device, module or hub id that is too long, or holds control characters or half a surrogate pair. */
    BAD_ID,
    /** The metric's value is no finite number of at least 0. */
    BAD_METRIC_VALUE,
    /** A capture line whose {@code ts} or {@code payload} cannot be used. */
    BAD_CAPTURE,
    /** A body of a live source without a single record, such as {@code {"records":[]}}. */
    EMPTY;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in {@link Decoded.Unreadable#reason()} and in counters, such as {@code time_out_of_range}. */
    public String label() {
        return label;
    }
}
