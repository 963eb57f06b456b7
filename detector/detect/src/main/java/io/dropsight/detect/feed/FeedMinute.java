package io.dropsight.detect.feed;

import io.dropsight.detect.Census;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the records of one hub came in one minute of arrivals, over all partitions.
 *
 * @param endMillis    its end
 * @param arrived      records taken
 * @param voices       of them those of devices of which nothing had come for half an hour
 * @param late         of them those that took 2 minutes or more, the too late ones included
 * @param tooLate      of them those that took 8 min 45 s or more
 * @param lagSeconds   what they took together
 * @param ahead        records stamped a minute or more after their arrival, taken or not
 * @param duplicates   records that had come before
 * @param refused      records that could not be taken
 * @param sources      records taken, by source
 */
public record FeedMinute(
        long endMillis,
        int arrived,
        int voices,
        int late,
        int tooLate,
        long lagSeconds,
        int ahead,
        int duplicates,
        int refused,
        Map<String, Integer> sources) {
    public static FeedMinute of(Census census) {
        Census.Lags lags = census.lags();
        Census.Feed feed = census.feed();
        Map<String, Integer> sources = new TreeMap<>();
        feed.sources().forEach(source -> sources.put(source.name(), source.arrived()));
        return new FeedMinute(
                census.stamp(),
                census.arrived(),
                feed.voices(),
                lags.late() + lags.tooLate(),
                lags.tooLate(),
                feed.lagSeconds(),
                feed.ahead(),
                feed.duplicates(),
                feed.refused(),
                sources);
    }

    /** With what another partition tells of the same minute. */
    public FeedMinute plus(FeedMinute other) {
        Map<String, Integer> both = new TreeMap<>(sources);
        other.sources.forEach((name, records) -> both.merge(name, records, Integer::sum));
        return new FeedMinute(
                endMillis,
                arrived + other.arrived,
                voices + other.voices,
                late + other.late,
                tooLate + other.tooLate,
                lagSeconds + other.lagSeconds,
                ahead + other.ahead,
                duplicates + other.duplicates,
                refused + other.refused,
                both);
    }

    /** Whatever shows that the log flows. */
    public boolean isLively() {
        return arrived + duplicates + refused > 0;
    }

    /** Records that say how late the log is. */
    int seen() {
        return arrived + refused;
    }

    double tooLateShare() {
        return seen() == 0 ? 0 : (double) tooLate / seen();
    }

    /** For a restart. */
    public byte[] write() {
        int size = 50;
        List<byte[]> names = new ArrayList<>(sources.size());
        for (String source : sources.keySet()) {
            byte[] name = source.getBytes(StandardCharsets.UTF_8);
            names.add(name);
            size += 5 + name.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putLong(endMillis)
                .putInt(arrived)
                .putInt(voices)
                .putInt(late)
                .putInt(tooLate)
                .putLong(lagSeconds);
        out.putInt(ahead).putInt(duplicates).putInt(refused).putShort((short) sources.size());
        int next = 0;
        for (int records : sources.values()) {
            byte[] name = names.get(next++);
            out.putInt(records).put((byte) name.length).put(name);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Takes back what {@link #write} gave. */
    public static FeedMinute read(ByteBuffer in) {
        long end = in.getLong();
        int arrived = in.getInt();
        int voices = in.getInt();
        int late = in.getInt();
        int tooLate = in.getInt();
        long lag = in.getLong();
        int ahead = in.getInt();
        int duplicates = in.getInt();
        int refused = in.getInt();
        Map<String, Integer> sources = new TreeMap<>();
        int size = in.getShort();
        for (int i = 0; i < size; i++) {
            int records = in.getInt();
            byte[] name = new byte[in.get() & 0xFF];
            in.get(name);
            sources.put(new String(name, StandardCharsets.UTF_8), records);
        }
        return new FeedMinute(end, arrived, voices, late, tooLate, lag, ahead, duplicates, refused, sources);
    }
}
