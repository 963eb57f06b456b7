package io.dropsight.detect.hub;

import io.dropsight.detect.Timers;
import io.dropsight.model.DeviceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cases of a hub of one kind, by device, with their timers, and which of them are to be saved. */
final class Cases<C extends Case> {
    private final byte kind;
    private final Map<String, C> byDevice = new HashMap<>();
    private final List<C> changed = new ArrayList<>();
    private final Timers<C> timers = new Timers<>(Comparator.comparing(it -> it.device.text()));

    /** @param kind of {@link Shelf} */
    Cases(byte kind) {
        this.kind = kind;
    }

    @Nullable
    C get(DeviceKey device) {
        return byDevice.get(device.text());
    }

    /** In no order. */
    Collection<C> all() {
        return Collections.unmodifiableCollection(byDevice.values());
    }

    /** Is kept from now on, if it was not yet. */
    void keep(C it) {
        byDevice.put(it.device.text(), it);
        changed(it);
    }

    /** Takes back what an earlier process saved. */
    void restore(C saved) {
        byDevice.put(saved.device.text(), saved);
        timers.update(saved);
    }

    void changed(C it) {
        if (!it.isToBeSaved) {
            it.isToBeSaved = true;
            changed.add(it);
        }
    }

    void setDeadline(C it, long deadline) {
        it.deadlineMillis = deadline;
        timers.update(it);
        changed(it);
    }

    void forget(C it) {
        setDeadline(it, Timers.NONE);
        byDevice.remove(it.device.text());
    }

    long nextDeadline() {
        return timers.next();
    }

    /** The one whose timer is next; only if there is one. */
    C first() {
        return timers.first();
    }

    void save(Shelf shelf) {
        for (C it : changed) {
            C now = byDevice.get(it.device.text());
            shelf.keep(kind, it.device.text(), now == null ? null : now.write());
            it.isToBeSaved = false;
        }
        changed.clear();
    }
}
