package io.dropsight.eventhubs.kafka;

import io.dropsight.intake.LogState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;

/** What the topic says of itself. Thread-safe; every question throws a {@link SourceException} if there is no answer. */
final class LogFacts implements AutoCloseable {
    private static final long ANSWER_WITHIN_SECONDS = 70; // the client's own time limits come first

    private final Clients clients;
    private final String topic;
    private final Admin admin;

    LogFacts(Clients clients, String topic) {
        this.clients = clients;
        this.topic = topic;
        this.admin = clients.admin();
    }

    int partitions() {
        return describe().partitions().size();
    }

    /** Of these partitions; the topic's id is the identity, where the cluster gives topics ids. */
    Map<Integer, LogState> states(Collection<Integer> partitions) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Uuid id = describe().topicId();
        String identity = id == null || id.equals(Uuid.ZERO_UUID) ? "" : id.toString();
        Map<Integer, Long> firsts = offsets(partitions, OffsetSpec.earliest());
        Map<Integer, Long> nexts = offsets(partitions, OffsetSpec.latest());
        Map<Integer, LogState> states = new HashMap<>();
        firsts.forEach((partition, first) ->
                states.put(partition, new LogState(first, nexts.getOrDefault(partition, first) - 1, identity)));
        return states;
    }

    /** Of the first record with that time or a later one; where there is none, of the next to come. */
    long firstAt(int partition, Instant time, LogState state) {
        long found = offsets(List.of(partition), OffsetSpec.forTimestamp(time.toEpochMilli()))
                .getOrDefault(partition, -1L);
        return found < 0 ? state.lastPosition() + 1 : found;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private TopicDescription describe() {
        Map<String, TopicDescription> all =
                get(admin.describeTopics(List.of(topic)).allTopicNames());
        return all.values().iterator().next();
    }

    private Map<Integer, Long> offsets(Collection<Integer> partitions, OffsetSpec of) {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> of));
        Map<Integer, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> answer : get(admin.listOffsets(
                                wanted, new ListOffsetsOptions(clients.isolation()))
                        .all())
                .entrySet()) {
            offsets.put(answer.getKey().partition(), answer.getValue().offset());
        }
        return offsets;
    }

    private <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw clients.meaning(e.getCause() == null ? e : e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw clients.meaning(new org.apache.kafka.common.errors.TimeoutException("no answer", e));
        } catch (InterruptedException e) {
            throw new InterruptException(e); // sets the interrupt flag again
        }
    }
}
