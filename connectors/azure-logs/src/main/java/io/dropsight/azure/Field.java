package io.dropsight.azure;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The fields that are read, of every form of record. Names are matched without case, without the leading
 * {@code _} of {@code _ResourceId}, and without the type suffix and {@code properties_} prefix of AzureDiagnostics
 * columns such as {@code properties_s}.
 */
enum Field {
    TIME("time"),
    TIME_GENERATED("timeGenerated"),
    RESOURCE_ID("resourceId"),
    CATEGORY("category"),
    OPERATION_NAME("operationName"),
    LEVEL("level"),
    RESULT_TYPE("resultType"),
    STATUS_TYPE("statusType"),
    ERROR_CODE("errorCode"),
    RESULT_DESCRIPTION("resultDescription"),
    STATUS_DESCRIPTION("statusDescription"),
    ERROR_MESSAGE("errorMessage"),
    PROPERTIES("properties"),
    DEVICE_ID("deviceId"),
    MODULE_ID("moduleId"),
    PROTOCOL("protocol"),
    SDK_VERSION("sdkVersion"),
    AUTH("authType", "authenticationType"),
    MASKED_ADDRESS("maskedIpAddress", "maskedIpAddresss"),
    METRIC_NAME("metricName"),
    TOTAL("total"),
    AVERAGE("average"),
    MAXIMUM("maximum"),
    MINIMUM("minimum"),
    EVENT_TYPE("eventType"),
    /** A CloudEvent's type. */
    TYPE("type"),
    SEQUENCE_NUMBER("sequenceNumber"),
    /** With the next two: of a {@code kcat -J} capture. */
    TOPIC("topic"),
    TS("ts"),
    PAYLOAD("payload"),
    /** Of an envelope. */
    RECORDS("records"),
    /** Any other. */
    UNUSED("location", "durationMs", "statusCode", "correlationId", "tenantId", "resourceGroup", "subscriptionId");

    /** No known name is longer; longer ones are not normalised. */
    private static final int LONGEST = 40;

    private static final Map<String, Field> BY_NAME = new HashMap<>();

    static {
        for (Field field : values()) {
            for (String name : field.names) {
                BY_NAME.put(name.toLowerCase(Locale.ROOT), field);
                BY_NAME.put(name, field); // the usual spelling is found at once
                BY_NAME.put(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), field);
            }
        }
    }

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
    private final List<String> names;

    Field(String... names) {
        label = names[0];
        this.names = List.of(names);
    }

    /** As documented, for messages. */
    String label() {
        return label;
    }

    static Field of(String name) {
        Field exact = BY_NAME.get(name);
        if (exact != null) {
            return exact;
        }
        return name.length() > LONGEST ? UNUSED : BY_NAME.getOrDefault(normalised(name), UNUSED);
    }

    private static String normalised(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        int from = lower.startsWith("properties_") && lower.length() > 13 ? 11 : lower.startsWith("_") ? 1 : 0;
        int to = lower.length();
        if (to - from > 2 && lower.charAt(to - 2) == '_' && "sdgbt".indexOf(lower.charAt(to - 1)) >= 0) {
            to -= 2;
        }
        return lower.substring(from, to);
    }
}
