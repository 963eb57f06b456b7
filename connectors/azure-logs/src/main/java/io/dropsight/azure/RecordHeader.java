package io.dropsight.azure;

import java.time.Instant;

/** Reads what log records and metrics have in common: when, and of which hub. */
final class RecordHeader {
    private final String defaultHub;

    RecordHeader(String defaultHub) {
        this.defaultHub = defaultHub;
    }

    static Instant time(Fields fields) throws UnusableRecord {
        Field field = fields.has(Field.TIME) ? Field.TIME : Field.TIME_GENERATED;
        if (fields.isNotText(field)) {
            throw UnusableRecord.wrongType(field);
        }
        String text = fields.text(field);
        if (text.isEmpty()) {
            throw new UnusableRecord(UnreadableReason.BAD_TIME, "field \"time\" is missing or blank");
        }
        Instant time = Timestamps.parse(text);
        if (time == null) {
            throw new UnusableRecord(UnreadableReason.BAD_TIME, "field \"time\" is no ISO-8601 instant");
        } else if (!Timestamps.inRange(time)) {
            throw new UnusableRecord(
                    UnreadableReason.TIME_OUT_OF_RANGE, "field \"time\" is not in the years 2015 to 2099");
        }
        return time;
    }

    String hub(Fields fields) throws UnusableRecord {
        if (fields.isNotText(Field.RESOURCE_ID)) {
            throw UnusableRecord.wrongType(Field.RESOURCE_ID);
        }
        String hub = fields.text(Field.RESOURCE_ID);
        String fault = Texts.faultOfId(hub);
        if (!fault.isEmpty()) {
            throw new UnusableRecord(UnreadableReason.BAD_ID, "the hub in field \"resourceId\" " + fault);
        }
        return hub.isEmpty() ? defaultHub : hub;
    }
}
