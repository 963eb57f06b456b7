package io.dropsight.service.maintenance;

import io.dropsight.service.view.AlertVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the maintenance topic says by now; of each kind at most {@value #MOST}, those that were said last. May be used by
 * any thread.
 */
public final class MaintenanceBoard {
    static final int MOST = 50_000;
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceBoard.class);

    private final Map<String, Silence> silences = new LinkedHashMap<>();
    private final Map<String, Acknowledgement> acknowledgements = new LinkedHashMap<>();
    private final Map<String, Feedback> feedback = new LinkedHashMap<>();

    /** Takes a record of the topic; what is none of ours is left out. */
    public void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return; // a stranger's
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            delete(key);
            return;
        }
        try {
            put(key, Entry.read(record.value()));
        } catch (IllegalArgumentException e) {
            LOG.warn("{}, offset {}, is not heeded: {}", record.topic(), record.offset(), e.getMessage());
        }
    }

    private void put(String key, Entry entry) {
        if (!entry.key().equals(key)) {
            throw new IllegalArgumentException("its key is not " + entry.key());
        }
        put(entry);
    }

    synchronized void put(Entry entry) {
        if (entry instanceof Silence silence) {
            keep(silences, silence.key(), silence);
        } else if (entry instanceof Acknowledgement acknowledgement) {
            keep(acknowledgements, acknowledgement.key(), acknowledgement);
        } else if (entry instanceof Feedback found) {
            keep(feedback, found.key(), found);
        }
    }

    private static <E extends Entry> void keep(Map<String, E> map, String key, E entry) {
        map.remove(key);
        map.put(key, entry);
        if (map.size() > MOST) {
            map.remove(map.keySet().iterator().next());
        }
    }

    synchronized void delete(String key) {
        silences.remove(key);
        acknowledgements.remove(key);
        feedback.remove(key);
    }

    /** All that are known, those that begin last first. */
    public synchronized List<Silence> silences() {
        return silences.values().stream()
                .sorted(Comparator.comparing(Silence::from).reversed().thenComparing(Silence::id))
                .toList();
    }

    /** The one that suppresses the alert at that time; of several the one that lasts longest. */
    public synchronized Optional<Silence> silencing(AlertVersion alert, Instant at) {
        if (!alert.isOpen()) {
            return Optional.empty();
        }
        return silences.values().stream()
                .filter(silence -> silence.covers(alert, at))
                .max(Comparator.<Silence, Instant>comparing(MaintenanceBoard::end)
                        .thenComparing(Silence::id));
    }

    private static Instant end(Silence silence) {
        Instant over = silence.over();
        return over == null ? Instant.MAX : over;
    }

    synchronized @Nullable Acknowledgement acknowledgement(String alertId) {
        return acknowledgements.get(Acknowledgement.KIND + "/" + alertId);
    }

    public boolean isAcknowledged(String alertId) {
        return acknowledgement(alertId) != null;
    }

    synchronized @Nullable Feedback feedback(String alertId) {
        return feedback.get(Feedback.KIND + "/" + alertId);
    }

    /** Alerts on which feedback of that kind is known. */
    public synchronized long feedback(Feedback.Verdict verdict) {
        return feedback.values().stream().filter(it -> it.verdict() == verdict).count();
    }
}
