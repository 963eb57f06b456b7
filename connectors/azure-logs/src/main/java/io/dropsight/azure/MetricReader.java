package io.dropsight.azure;

import io.dropsight.model.MetricSample;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a metric's point. Of {@code devices.connectedDevices.allProtocol} only the total means something, of the
 * snapshot {@code connectedDeviceCount} the average, maximum and minimum do, in this order.
 */
final class MetricReader {
    private static final String EXPORTED = "devices.connectedDevices.allProtocol";
    private static final String POLLED = "connectedDeviceCount";
    private static final Field[] OF_EXPORTED = {Field.TOTAL};
    private static final Field[] OF_POLLED = {Field.AVERAGE, Field.MAXIMUM, Field.MINIMUM};
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}(\\.\\d{1,40})?([eE][+-]?\\d{1,3})?");

    private final RecordHeader header;

    MetricReader(RecordHeader header) {
        this.header = header;
    }

    static boolean isUsed(String metric) {
        return metric.equalsIgnoreCase(EXPORTED) || metric.equalsIgnoreCase(POLLED);
    }

    /** Null if it has no value, which is not 0: then the hub sent nothing for that minute. */
    @Nullable
    MetricSample read(Fields fields) throws UnusableRecord {
        boolean exported = fields.text(Field.METRIC_NAME).strip().equalsIgnoreCase(EXPORTED);
        Field[] aggregates = exported ? OF_EXPORTED : OF_POLLED;
        for (Field aggregate : aggregates) {
            if (fields.isContainer(aggregate)) {
                throw badValue(aggregate);
            }
        }
        String text = fields.firstOf(aggregates).strip();
        if (text.isEmpty()) {
            return null;
        }
        double value = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : -1;
        if (value < 0 || Double.isInfinite(value)) {
            throw badValue(aggregates[0]);
        }
        return new MetricSample(header.hub(fields), exported ? EXPORTED : POLLED, RecordHeader.time(fields), value);
    }

    private static UnusableRecord badValue(Field field) {
        return new UnusableRecord(
                UnreadableReason.BAD_METRIC_VALUE, "field \"%s\" is no number of at least 0".formatted(field.label()));
    }
}
