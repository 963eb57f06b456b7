package io.dropsight.detect.device;

import io.dropsight.detect.Census;
import io.dropsight.detect.Cohort;
import io.dropsight.detect.Signal;
import io.dropsight.detect.Traits;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts one partition's devices by hub and by what they share, and the records that came in. It saves nothing: it is
 * counted anew from the states and from the records that wait. Only the count of records that were not taken is kept
 * by its owner, for nothing else remembers them. Not thread-safe.
 */
final class CensusTaker {
    static final long MINUTE_MILLIS = 60_000;
    private static final long QUICK_SECONDS = 120;
    private static final long LATE_SECONDS = SettleBuffer.LATENESS_MILLIS / 1000 - SettleBuffer.HOLD_MILLIS / 1000;

    /** Duplicates, refused records, and of the refused those from the future. */
    static final int ODD = 3;

    private final int partition;
    private final IntFunction<String> sourceName;
    private final TreeMap<String, Hub> hubs = new TreeMap<>();
    /** Hubs that have something to tell. */
    private final TreeSet<String> changed = new TreeSet<>();
    /** The one that was counted last: most partitions have but one. */
    private @Nullable Hub latest;

    private static final class Hub {
        final String name;
        boolean isChanged;
        int known;
        int connected;
        int arrived;
        int cleanDrops;
        int quick;
        int late;
        int tooLate;
        long lagSeconds;
        int ahead;
        int voices;
        int[] odd = new int[ODD];
        final TreeMap<Integer, Integer> sources = new TreeMap<>();
        final Map<Cohort, Integer> cohorts = new HashMap<>();
        /** Those whose name this process has told; another may have, which does no harm. */
        final Set<Cohort> named = new HashSet<>();
        /** Those to be told, with the name where it is new. */
        final TreeMap<Cohort, String> news = new TreeMap<>();

        Hub(String name) {
            this.name = name;
        }
    }

    /** @param sourceName the name of a source by its hash */
    CensusTaker(int partition, IntFunction<String> sourceName) {
        this.partition = partition;
        this.sourceName = sourceName;
    }

    /** Devices of all hubs. */
    int known() {
        int sum = 0;
        for (Hub hub : hubs.values()) {
            sum += hub.known;
        }
        return sum;
    }

    private Hub known(String name) {
        Hub it = latest;
        if (it == null || !it.name.equals(name)) {
            it = hubs.computeIfAbsent(name, Hub::new);
            latest = it;
        }
        return it;
    }

    /** To be told of. */
    private Hub hub(String name) {
        Hub it = known(name);
        if (!it.isChanged) {
            it.isChanged = true;
            changed.add(name);
        }
        return it;
    }

    /** What of a device is counted. */
    record Entry(boolean connected, Traits traits) {
        static @Nullable Entry of(@Nullable DeviceState state) {
            return state == null ? null : new Entry(state.isConnected(), state.traits());
        }
    }

    /** A device's state is another now; null for one that is not known (any more). */
    void changed(String name, @Nullable Entry before, @Nullable Entry after) {
        if (before != null && after != null && before.traits().equals(after.traits())) {
            if (before.connected() != after.connected()) {
                hub(name).connected += after.connected() ? 1 : -1;
            }
            return;
        }
        if (before != null) {
            count(hub(name), before, -1);
        }
        if (after != null) {
            count(hub(name), after, 1);
        }
    }

    private static void count(Hub hub, Entry device, int by) {
        hub.known += by;
        hub.connected += device.connected() ? by : 0;
        for (Cohort cohort : device.traits().cohorts()) {
            hub.cohorts.merge(cohort, by, Integer::sum);
            hub.news.putIfAbsent(cohort, "");
        }
    }

    /** The texts that a record has for what its device shares. */
    void named(String name, DiagnosticEvent event, Traits traits) {
        name(name, Cohort.of(Cohort.Kind.SDK, traits.sdk()), event.sdkVersion());
        name(name, Cohort.of(Cohort.Kind.PROTOCOL, traits.protocol()), event.protocol());
    }

    private void name(String hubName, @Nullable Cohort cohort, String text) {
        if (cohort != null && known(hubName).named.add(cohort)) {
            hub(hubName).news.put(cohort, text);
        }
    }

    /** A record waits that came in the present minute; {@code by} is -1 if it does so no more. */
    void waits(String name, SettleBuffer.Entry entry, boolean cleanDrop, int by) {
        Hub hub = hub(name);
        hub.arrived += by;
        hub.cleanDrops += cleanDrop ? by : 0;
        long lag = entry.lagSeconds();
        hub.quick += lag < QUICK_SECONDS ? by : 0;
        hub.late += lag >= QUICK_SECONDS && lag < LATE_SECONDS ? by : 0;
        hub.tooLate += lag >= LATE_SECONDS ? by : 0;
        hub.lagSeconds += by * lag;
        hub.ahead += entry.isAhead() ? by : 0;
        hub.voices += entry.voice() ? by : 0;
        if (entry.source() != 0) {
            hub.sources.merge(entry.source(), by, Integer::sum);
        }
    }

    /**
     * Records that came in the present minute and do not wait: the one part that cannot be counted anew.
     *
     * @return all of the hub, to be kept until the minute is told
     */
    int[] odd(String name, int... more) {
        int[] odd = hub(name).odd;
        for (int i = 0; i < ODD; i++) {
            odd[i] += more[i];
        }
        return odd;
    }

    static boolean isCleanDrop(DiagnosticEvent event) {
        return event.operation() == Operation.DISCONNECT && !event.error() && event.code() == 0;
    }

    boolean hasNews() {
        return !changed.isEmpty();
    }

    /** The hubs that have something to tell. */
    Iterable<String> news() {
        return changed;
    }

    private Census.Feed feedOf(Hub hub) {
        List<Census.Source> sources = new ArrayList<>(hub.sources.size());
        hub.sources.forEach((id, arrived) -> {
            if (arrived > 0) {
                sources.add(new Census.Source(sourceName.apply(id), arrived));
            }
        });
        return new Census.Feed(hub.voices, hub.lagSeconds, hub.ahead + hub.odd[2], hub.odd[0], hub.odd[1], sources);
    }

    /** Tells what has changed by the end of a minute. */
    void tell(long stamp, Consumer<Signal> output) {
        for (String name : changed) {
            Hub hub = known(name);
            hub.isChanged = false;
            List<Census.Count> counts = new ArrayList<>(hub.news.size());
            hub.news.forEach((cohort, text) -> {
                int devices = hub.cohorts.getOrDefault(cohort, 0);
                if (devices == 0) {
                    hub.cohorts.remove(cohort);
                    hub.named.remove(cohort);
                }
                counts.add(new Census.Count(cohort, devices, text));
            });
            hub.news.clear();
            output.accept(new Census(
                    stamp,
                    name,
                    partition,
                    hub.known,
                    hub.connected,
                    hub.arrived,
                    hub.cleanDrops,
                    new Census.Lags(hub.quick, hub.late, hub.tooLate),
                    counts,
                    feedOf(hub)));
            hub.arrived = 0;
            hub.cleanDrops = 0;
            hub.quick = 0;
            hub.late = 0;
            hub.tooLate = 0;
            hub.lagSeconds = 0;
            hub.ahead = 0;
            hub.voices = 0;
            hub.odd = new int[ODD];
            hub.sources.clear();
        }
        changed.clear();
    }
}
