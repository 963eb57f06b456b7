package io.dropsight.detect.hub;

import io.dropsight.detect.DropFact;
import io.dropsight.detect.Traits;
import io.dropsight.detect.mass.BurstFact;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last two and a half hours' drops of a hub that nothing explains, one by one: for questions that counts cannot answer. At
 * most {@value #CAPACITY}; of more a sample by device is kept, in which each stands for two, four, eight and so on.
 */
final class BurstList {
    static final int CAPACITY = 8_192;
    static final long KEPT_SECONDS = 150 * 60;
    private static final long ONE_DROP_SECONDS = 30;
    private static final byte VERSION = 1;
    /** Name of the entry that says how many devices a new one stands for. */
    private static final String WEIGHT = "!";

    private final String prefix;
    private final TreeMap<String, BurstFact> facts = new TreeMap<>();
    private final Map<String, List<String>> byDevice = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private int weight = 1;
    private int savedWeight = 1;

    /** @param prefix of its entries' names, so that two lists can be kept side by side */
    BurstList(String prefix) {
        this.prefix = prefix;
    }

    private String nameOf(long at, String device) {
        String digits = Long.toString(at);
        return prefix + "0".repeat(Math.max(0, 10 - digits.length())) + digits + device;
    }

    static String deviceOf(DeviceKey device) {
        return device.moduleId().isEmpty() ? device.deviceId() : device.deviceId() + "/" + device.moduleId();
    }

    void add(DropFact fact) {
        String device = deviceOf(fact.device());
        boolean settled = fact.kind().isSettled();
        int stands = weight;
        if (settled && byDevice.containsKey(device)) {
            for (String name : List.copyOf(byDevice.getOrDefault(device, List.of()))) {
                BurstFact old = facts.get(name);
                if (old != null && Math.abs(old.at() - fact.at()) <= ONE_DROP_SECONDS) {
                    stands = old.weight();
                    remove(name);
                }
            }
        }
        if (!isSampled(device, stands)) {
            return;
        }
        put(
                nameOf(fact.at(), device),
                new BurstFact(
                        device,
                        fact.at(),
                        fact.sessionSeconds(),
                        fact.code(),
                        fact.bits(),
                        fact.habit() == DropFact.Habit.REPEATED,
                        fact.traits(),
                        stands,
                        settled));
        while (facts.size() > CAPACITY) {
            thinOut();
        }
    }

    /**
     * More is known of a fresh drop's device.
     *
     * @return the drop as it was known; null if it is not here
     */
    @Nullable
    BurstFact name(DropFact fact) {
        for (String name : byDevice.getOrDefault(deviceOf(fact.device()), List.of())) {
            BurstFact old = facts.get(name);
            if (old != null && !old.settled() && Math.abs(old.at() - fact.at()) <= ONE_DROP_SECONDS) {
                put(name, old.with(old.traits().orElse(fact.traits())));
                return old;
            }
        }
        return null;
    }

    private void put(String name, BurstFact fact) {
        if (facts.put(name, fact) == null) {
            byDevice.computeIfAbsent(fact.device(), d -> new ArrayList<>(1)).add(name);
        }
        changed.add(name);
    }

    private void remove(String name) {
        BurstFact old = facts.remove(name);
        if (old != null) {
            List<String> names = byDevice.getOrDefault(old.device(), new ArrayList<>());
            names.remove(name);
            if (names.isEmpty()) {
                byDevice.remove(old.device());
            }
            changed.add(name);
        }
    }

    private static boolean isSampled(String device, int weight) {
        int mixed = device.hashCode() * 0x9E3779B9;
        return ((mixed ^ mixed >>> 15) & (weight - 1)) == 0;
    }

    private void thinOut() {
        weight *= 2;
        for (String name : List.copyOf(facts.keySet())) {
            BurstFact fact = facts.get(name);
            if (fact == null || fact.weight() >= weight) {
                continue;
            }
            if (isSampled(fact.device(), weight)) {
                put(name, fact.standingFor(weight));
            } else {
                remove(name);
            }
        }
    }

    /** Forgets what is older than that. */
    void forget(long now) {
        for (Map.Entry<String, BurstFact> first = facts.firstEntry();
                first != null && first.getValue().at() < now - KEPT_SECONDS;
                first = facts.firstEntry()) {
            remove(first.getKey());
        }
        if (facts.size() < CAPACITY / 16) {
            weight = 1;
        }
    }

    /** Those of {@code [from, to]} that pass, in the order of their times. */
    List<BurstFact> between(long from, long to, Predicate<BurstFact> wanted) {
        List<BurstFact> found = new ArrayList<>();
        for (BurstFact fact :
                facts.subMap(nameOf(Math.max(0, from), ""), nameOf(to + 1, "")).values()) {
            if (wanted.test(fact)) {
                found.add(fact);
            }
        }
        return found;
    }

    void removeAll(Collection<BurstFact> gone) {
        for (BurstFact fact : gone) {
            remove(nameOf(fact.at(), fact.device()));
        }
    }

    int size() {
        return facts.size();
    }

    void restore(String name, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("drop list of version " + version + ": this program reads " + VERSION);
        }
        if (name.equals(prefix + WEIGHT)) {
            weight = in.getInt();
            savedWeight = weight;
            return;
        }
        String device = name.substring(prefix.length() + 10);
        long at = Long.parseLong(name.substring(prefix.length(), prefix.length() + 10));
        BurstFact fact = new BurstFact(
                device,
                at,
                in.getInt(),
                in.getInt(),
                in.get() & 0xFF,
                in.get() != 0,
                new Traits(in.getInt(), in.getInt(), in.getInt(), Auth.ofWire(in.get())),
                in.getInt(),
                in.get() != 0);
        put(name, fact);
        changed.remove(name);
    }

    void save(Shelf shelf) {
        if (weight != savedWeight) {
            shelf.keep(
                    Shelf.FACT,
                    prefix + WEIGHT,
                    ByteBuffer.allocate(5).put(VERSION).putInt(weight).array());
            savedWeight = weight;
        }
        for (String name : changed) {
            BurstFact fact = facts.get(name);
            shelf.keep(Shelf.FACT, name, fact == null ? null : write(fact));
        }
        changed.clear();
    }

    private static byte[] write(BurstFact fact) {
        Traits traits = fact.traits();
        return ByteBuffer.allocate(29)
                .put(VERSION)
                .putInt(fact.sessionSeconds())
                .putInt(fact.code())
                .put((byte) fact.bits())
                .put((byte) (fact.repeated() ? 1 : 0))
                .putInt(traits.protocol())
                .putInt(traits.sdk())
                .putInt(traits.network24())
                .put((byte) traits.auth().wire())
                .putInt(fact.weight())
                .put((byte) (fact.settled() ? 1 : 0))
                .array();
    }
}
