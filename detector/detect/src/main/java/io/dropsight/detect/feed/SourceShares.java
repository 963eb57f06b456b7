package io.dropsight.detect.feed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which of the sources that bring a hub's records have fallen silent while the others go on: each brings something in a
 * share of the hub's lively minutes, and so many without it in a row are improbable. Not thread-safe.
 */
final class SourceShares {
    /** More are not watched. */
    static final int MOST = 32;

    private static final int LEAST_MINUTES = 60;
    private static final double MOST_REMEMBERED = 500;
    /** An exporter that fills one partition after the other is less even than dice. */
    private static final double SPREAD = 2;

    private static final double BEYOND_USUAL = 1.5;
    private static final double FORGETTING = 0.9995;
    private static final double MOST_SHARE = 0.95;

    private final TreeMap<String, Share> shares = new TreeMap<>();

    private static final class Share {
        double share = 1;
        int minutes;
        int missed;
        float worst;
        /** End of the last minute in which it brought something, ms. */
        long seen;

        double surprise() {
            double n = Math.min(minutes, MOST_REMEMBERED);
            double low = share - 2 * Math.sqrt((share * (1 - share) + 1 / n) / n);
            return missed * -Math.log(1 - Math.min(MOST_SHARE, Math.max(0, low))) / SPREAD;
        }
    }

    /** A minute in which the hub's records came from these. */
    void lively(long endMillis, Map<String, Integer> arrived, double improbable) {
        arrived.keySet().forEach(name -> {
            if (shares.size() < MOST) {
                shares.computeIfAbsent(name, n -> new Share());
            }
        });
        shares.forEach((name, it) -> {
            boolean came = arrived.getOrDefault(name, 0) > 0;
            it.worst *= (float) FORGETTING;
            if (came) {
                double surprise = it.missed == 0 ? 0 : it.surprise();
                it.worst = (float) Math.max(it.worst, Math.min(surprise, improbable));
                it.missed = 0;
                it.seen = endMillis;
            } else {
                it.missed++;
            }
            if (came || it.surprise() < improbable / 2) { // a silence under suspicion is no new normal
                it.minutes = Math.min(it.minutes + 1, 1 << 20);
                it.share += ((came ? 1 : 0) - it.share) / Math.min(it.minutes, MOST_REMEMBERED);
            }
        });
    }

    /** Silent for at least so long, and too improbably. */
    List<String> silent(long now, long leastMillis, double improbable) {
        List<String> silent = new ArrayList<>();
        if (shares.size() < 2) {
            return silent;
        }
        double threshold = improbable + Math.log(shares.size());
        shares.forEach((name, it) -> {
            if (it.minutes >= LEAST_MINUTES
                    && now - it.seen >= leastMillis
                    && it.surprise() >= Math.max(threshold, BEYOND_USUAL * it.worst)) {
                silent.add(name);
            }
        });
        return silent.size() == shares.size() ? List.of() : silent;
    }

    int size() {
        return shares.size();
    }

    double shareOf(String name) {
        Share it = shares.get(name);
        return it == null ? 0 : it.share;
    }

    double surpriseOf(String name) {
        Share it = shares.get(name);
        return it == null ? 0 : it.surprise();
    }

    /** End of the last minute in which it brought something; 0 if it is not known. */
    long seen(String name) {
        Share it = shares.get(name);
        return it == null ? 0 : it.seen;
    }

    /** The hub was silent: that says nothing about one source. */
    void resume(long endMillis) {
        shares.values().forEach(it -> it.missed = 0);
        shares.values().forEach(it -> it.seen = Math.max(it.seen, endMillis));
    }

    /** Leaves out those not seen since: an event hub may have been renamed. */
    void forgetBefore(long millis) {
        shares.values().removeIf(it -> it.seen < millis);
    }

    int bytes() {
        int size = 1;
        for (String name : shares.keySet()) {
            size += 1 + name.getBytes(StandardCharsets.UTF_8).length + 28;
        }
        return size;
    }

    void write(ByteBuffer out) {
        out.put((byte) shares.size());
        shares.forEach((name, it) -> {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            out.put((byte) text.length).put(text);
            out.putDouble(it.share).putInt(it.minutes).putInt(it.missed).putFloat(it.worst);
            out.putLong(it.seen);
        });
    }

    static SourceShares read(ByteBuffer in) {
        SourceShares read = new SourceShares();
        int size = in.get();
        for (int i = 0; i < size; i++) {
            byte[] text = new byte[in.get() & 0xFF];
            in.get(text);
            Share it = new Share();
            it.share = in.getDouble();
            it.minutes = in.getInt();
            it.missed = in.getInt();
            it.worst = in.getFloat();
            it.seen = in.getLong();
            read.shares.put(new String(text, StandardCharsets.UTF_8), it);
        }
        return read;
    }
}
