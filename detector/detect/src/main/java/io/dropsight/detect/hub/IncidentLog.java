package io.dropsight.detect.hub;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.Timers;
import io.dropsight.detect.Traits;
import io.dropsight.model.Cause;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The mass incidents of a hub, open and past, oldest first, and when each is to be looked at. */
final class IncidentLog {
    static final int MOST_PAST = 512;
    private static final long KEPT_SECONDS = 30L * 24 * 3600;
    /** Name of the entry that holds how many there ever were. */
    private static final String ORDINAL = "!";

    private final String hub;
    private final List<MassIncident> all = new ArrayList<>();
    private final Timers<MassIncident> timers = new Timers<>(Comparator.comparing(it -> it.alertId));
    private final Set<String> changed = new HashSet<>();
    private int ordinal;

    IncidentLog(String hub) {
        this.hub = hub;
    }

    MassIncident begin(Cause cause, long onset, long last) {
        MassIncident it = new MassIncident(Ids.of(hub, "mass", onset / 60, ++ordinal));
        it.ordinal = ordinal;
        it.cause = cause;
        it.alternative = cause;
        it.onset = onset;
        it.last = last;
        all.add(it);
        changed.add(it.alertId);
        changed.add(ORDINAL);
        while (all.size() > MOST_PAST || all.get(0).onset < onset - KEPT_SECONDS) {
            MassIncident oldest = all.remove(0);
            setDue(oldest, Timers.NONE);
            changed.add(oldest.alertId);
        }
        return it;
    }

    void setDue(MassIncident it, long at) {
        it.dueMillis = at;
        timers.update(it);
        changed.add(it.alertId);
    }

    void touch(MassIncident it) {
        changed.add(it.alertId);
    }

    long nextDeadline() {
        return timers.next();
    }

    /** The one to be looked at first; only if there is one. */
    MassIncident first() {
        return timers.first();
    }

    /** A copy, so that the log may change meanwhile. */
    List<MassIncident> matching(Predicate<MassIncident> wanted) {
        return all.stream().filter(wanted).toList();
    }

    boolean any(Predicate<MassIncident> wanted) {
        for (MassIncident it : all) {
            if (wanted.test(it)) {
                return true;
            }
        }
        return false;
    }

    /** The latest. */
    @Nullable
    MassIncident last(Predicate<MassIncident> wanted) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (wanted.test(all.get(i))) {
                return all.get(i);
            }
        }
        return null;
    }

    /** Whether a minute's counts are an outage's doing; asked of every minute for every series. */
    boolean coversMinute(long minute) {
        for (int i = 0; i < all.size(); i++) {
            MassIncident it = all.get(i);
            if (it.coversMinute(minute) && it.isOutage()) {
                return true;
            }
        }
        return false;
    }

    /** What a drop belongs to; an outage before an echo. Null if nothing. Asked of every drop of a candidate's ring. */
    @Nullable
    MassIncident covering(Traits traits, long at) {
        MassIncident other = null;
        for (int i = all.size() - 1; i >= 0; i--) {
            MassIncident it = all.get(i);
            if (it.covers(traits, at)) {
                if (it.isOutage()) {
                    return it;
                }
                other = other == null ? it : other;
            }
        }
        return other;
    }

    @Nullable
    MassIncident outageOf(Traits traits, long at) {
        for (int i = all.size() - 1; i >= 0; i--) {
            MassIncident it = all.get(i);
            if (it.covers(traits, at) && it.isOutage()) {
                return it;
            }
        }
        return null;
    }

    /** The same place within some time after it was over, or open still. */
    @Nullable
    MassIncident recent(@Nullable Cohort cohort, long onset, long withinSeconds) {
        return last(it -> (it.isOutage() || it.isRollout())
                && (it.cohort == null ? cohort == null : it.cohort.equals(cohort))
                && (it.open || onset - it.last <= withinSeconds)
                && onset >= it.onset - MassIncident.BEFORE_SECONDS);
    }

    void restore(String name, byte[] value) {
        if (name.equals(ORDINAL)) {
            ordinal = ByteBuffer.wrap(value).getInt();
            return;
        }
        MassIncident it = MassIncidentForm.read(name, value);
        int place = 0;
        while (place < all.size() && all.get(place).ordinal < it.ordinal) {
            place++;
        }
        all.add(place, it);
        timers.update(it);
    }

    void save(Shelf shelf) {
        for (String name : changed) {
            if (name.equals(ORDINAL)) {
                shelf.keep(
                        Shelf.INCIDENT,
                        name,
                        ByteBuffer.allocate(4).putInt(ordinal).array());
            } else {
                MassIncident it = last(incident -> incident.alertId.equals(name));
                shelf.keep(Shelf.INCIDENT, name, it == null ? null : MassIncidentForm.write(it));
            }
        }
        changed.clear();
    }
}
