package io.dropsight.detect.hub;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.Signal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What devices showed while the log had a gap, until it is whole again: the latest of each. Not thread-safe. */
final class HeldCandidates {
    /** More are judged at once, gap or not. */
    static final int MOST = 4_096;

    private final TreeMap<String, Candidate> held = new TreeMap<>();
    private final Set<String> changed = new HashSet<>();

    void restore(String device, byte[] value) {
        held.put(device, (Candidate) Signal.read(device, value));
    }

    void save(Shelf shelf) {
        for (String device : changed) {
            Candidate it = held.get(device);
            shelf.keep(Shelf.HELD, device, it == null ? null : it.write());
        }
        changed.clear();
    }

    /** @return whether there was room */
    boolean keep(Candidate candidate) {
        if (held.size() >= MOST && !held.containsKey(candidate.key())) {
            return false;
        }
        held.put(candidate.key(), candidate);
        changed.add(candidate.key());
        return true;
    }

    /** Takes out all, in the order of their devices. */
    List<Candidate> release() {
        List<Candidate> all = new ArrayList<>(held.values());
        changed.addAll(held.keySet());
        held.clear();
        return all;
    }
}
