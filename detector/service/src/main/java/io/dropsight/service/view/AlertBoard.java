package io.dropsight.service.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The last version of each alert: all that are open, and the {@value #MOST_RESOLVED} that were resolved last. Written
 * by one thread, read by any.
 */
public final class AlertBoard {
    static final int MOST_RESOLVED = 2_000;
    static final int MOST_OPEN = 50_000;

    private final Map<String, AlertVersion> open = new LinkedHashMap<>();
    private final Map<String, AlertVersion> resolved = new LinkedHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Hears of each version that is news: not again of one that was seen. */
    @FunctionalInterface
    public interface Listener {
        /** @param live false while the past of the topic is being read */
        void changed(AlertVersion version, boolean live);
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** @param live whether it has just been written, rather than found in the past of the topic */
    void put(AlertVersion version, boolean live) {
        synchronized (this) {
            AlertVersion known = known(version.id());
            if (known != null && known.version() >= version.version()) {
                return; // the same once more, as a writer without transactions may send it
            }
            open.remove(version.id());
            resolved.remove(version.id());
            (version.isOpen() ? open : resolved).put(version.id(), version);
            trim(resolved, MOST_RESOLVED);
            trim(open, MOST_OPEN);
        }
        listeners.forEach(listener -> listener.changed(version, live));
    }

    private static void trim(Map<String, AlertVersion> map, int most) {
        if (map.size() > most) {
            map.remove(map.keySet().iterator().next());
        }
    }

    private synchronized @Nullable AlertVersion known(String id) {
        AlertVersion version = open.get(id);
        return version == null ? resolved.get(id) : version;
    }

    public Optional<AlertVersion> find(String id) {
        return Optional.ofNullable(known(id));
    }

    public synchronized List<AlertVersion> open() {
        return latestFirst(open.values());
    }

    /** Those that are kept. */
    public synchronized List<AlertVersion> resolved() {
        return latestFirst(resolved.values());
    }

    private static List<AlertVersion> latestFirst(Collection<AlertVersion> versions) {
        List<AlertVersion> sorted = new ArrayList<>(versions);
        sorted.sort(Comparator.comparing(AlertVersion::at).reversed().thenComparing(AlertVersion::id));
        return sorted;
    }
}
