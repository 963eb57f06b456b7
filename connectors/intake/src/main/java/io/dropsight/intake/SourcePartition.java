package io.dropsight.intake;

import java.util.Locale;

/**
 * A partition of an outside log. All but the partition's number name the log itself.
 *
 * @param kind      what protocol its positions belong to, such as {@code eventhubs} or {@code eventhubs-kafka}: those
 *                  of one mean nothing to another
 * @param namespace host or cluster, lower-cased
 * @param entity    event hub or topic, lower-cased
 * @param group     consumer group, lower-cased
 * @param partition 0 or more
 */
public record SourcePartition(String kind, String namespace, String entity, String group, int partition) {
    public SourcePartition {
        kind = part("kind", kind);
        namespace = part("namespace", namespace);
        entity = part("entity", entity);
        group = part("group", group);
        if (partition < 0) {
            throw new IllegalArgumentException("partition %d: partitions start at 0".formatted(partition));
        }
    }

    /** Without the partition, such as {@code eventhubs/ns.servicebus.windows.net/hub/$default}. */
    public String log() {
        return kind + "/" + namespace + "/" + entity + "/" + group;
    }

    /** The log and the partition: what records name as their source, and the root of all ids. */
    public String text() {
        return log() + "/" + partition;
    }

    @Override
    public String toString() {
        return text();
    }

    private static String part(String name, String given) {
        String part = given.strip().toLowerCase(Locale.ROOT);
        if (part.isEmpty() || part.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "%s \"%s\" of a source: neither blank nor with a /".formatted(name, given));
        }
        return part;
    }
}
