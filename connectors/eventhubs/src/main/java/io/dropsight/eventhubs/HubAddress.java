package io.dropsight.eventhubs;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An event hub and the consumer group that reads it. Azure ignores the case of all three, so they are kept in lower
 * case: they are part of source names, Kafka transactional ids and store keys.
 *
 * @param namespace     fully qualified, such as {@code contoso.servicebus.windows.net}
 * @param hub           the event hub
 * @param consumerGroup of this service alone: readers that share one steal its partitions
 */
public record HubAddress(String namespace, String hub, String consumerGroup) {
    /** The group that each event hub has. */
    public static final String DEFAULT_GROUP = "$default";

    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
    private static final Pattern HUB = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,254}[a-z0-9])?");
    private static final Pattern GROUP = Pattern.compile("\\$?[a-z0-9]([a-z0-9._-]{0,48}[a-z0-9])?");

    public HubAddress {
        namespace = checked("namespace", namespace, NAMESPACE, "contoso.servicebus.windows.net");
        hub = checked("event-hub", hub, HUB, "diagnostics");
        consumerGroup = checked("consumer-group", consumerGroup, GROUP, "dropsight");
    }

    private static String checked(String key, String given, Pattern pattern, String example) {
        String text = given.strip().toLowerCase(Locale.ROOT);
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "eventhubs.%s is \"%s\": use a name such as %s".formatted(key, given, example));
        }
        return text;
    }

    @Override
    public String toString() {
        return namespace + "/" + hub + "/" + consumerGroup;
    }
}
