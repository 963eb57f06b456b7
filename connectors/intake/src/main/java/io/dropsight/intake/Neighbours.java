package io.dropsight.intake;

import io.dropsight.intake.Frontiers.Shown;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * What all instances have committed of the sources of one feed: the positions in Kafka carry the arrival. Groups are
 * found by their names, so that sources count that only another instance has. One thread at a time.
 */
final class Neighbours {
    private static final long GROUPS_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long ANSWER_WITHIN_SECONDS = 10;

    private final Admin admin;
    private final DeliverySettings settings;
    private final Set<String> found = new TreeSet<>();
    private long askedAt;
    private boolean asked;

    Neighbours(Admin admin, DeliverySettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /**
     * @param logs that are asked for even if they are not found
     * @throws KafkaException if Kafka does not answer or refuses
     */
    Map<SourcePartition, Shown> look(Set<String> logs) {
        Map<String, ListConsumerGroupOffsetsSpec> wanted = new HashMap<>();
        logs.forEach(log -> wanted.put(settings.groupOf(log), new ListConsumerGroupOffsetsSpec()));
        groups().forEach(group -> wanted.put(group, new ListConsumerGroupOffsetsSpec()));
        if (wanted.isEmpty()) {
            return Map.of();
        }
        Map<SourcePartition, Shown> shown = new HashMap<>();
        get(admin.listConsumerGroupOffsets(wanted).all())
                .forEach((group, offsets) -> offsets.forEach((partition, offset) -> {
                    if (offset != null && partition.topic().equals(settings.positionsTopic())) {
                        add(group, partition, offset, shown);
                    }
                }));
        return shown;
    }

    private void add(
            String group, TopicPartition partition, OffsetAndMetadata offset, Map<SourcePartition, Shown> shown) {
        Optional<Instant> arrival = Positions.arrivalOf(offset);
        if (arrival.isPresent()) {
            List<String> log = parts(group);
            shown.put(
                    new SourcePartition(log.get(0), log.get(1), log.get(2), log.get(3), partition.partition()),
                    new Shown(arrival.get(), offset.offset() + ";" + offset.metadata()));
        }
    }

    private Set<String> groups() {
        if (!asked || System.nanoTime() - askedAt >= GROUPS_NANOS) {
            Set<String> named = new TreeSet<>();
            for (GroupListing group :
                    get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).valid())) {
                if (parts(group.groupId()).size() == 4) {
                    named.add(group.groupId());
                }
            }
            found.clear();
            found.addAll(named);
            asked = true;
            askedAt = System.nanoTime();
        }
        return found;
    }

    /** Kind, namespace, entity and group of a log; fewer if it is no group of this feed. */
    private List<String> parts(String group) {
        String begin = settings.groupOf("");
        if (!group.startsWith(begin)) {
            return List.of();
        }
        String[] parts = group.substring(begin.length()).split("/", -1);
        for (String part : parts) {
            if (part.isBlank()) {
                return List.of();
            }
        }
        return List.of(parts);
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e); // sets the interrupt flag again
        }
    }
}
