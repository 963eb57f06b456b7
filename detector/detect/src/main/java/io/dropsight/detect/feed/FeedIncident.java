package io.dropsight.detect.feed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A gap or a delay of one hub's log, open or just over; times are ms of the arrival axis. Not thread-safe. */
public final class FeedIncident {
    /** Of a gap; else a delay. */
    public boolean gap;

    public int ordinal;
    /** Of a gap the end of the last minute in which anything came, of a delay that of the first late one. */
    public long since;

    public long openedAt;
    /** Start of the first minute in which it flowed again; 0 while it does not. */
    public long backAt;
    /** End of the last minute that was mostly late. */
    public long lateAt;
    /** 0 while it is open. */
    public long closedAt;
    /** Records that came since it opened, and those of them that belong before it was over. */
    public int arrived;

    public int recovered;
    public int duplicates;
    public int ahead;
    /** Records that usually come in the time of the gap. */
    public double expected;
    /** Mean of the last window, and the largest such. */
    public double lagSeconds;

    public double worstLagSeconds;
    public double lateShare;
    /** Nats by which it is improbable. */
    public double surprise;
    /** Minutes of the longest usual silence of the week before. */
    public int usualSilence;
    /** Only these sources are silent; empty for all. */
    public List<String> sources = List.of();

    public boolean isOpen() {
        return closedAt == 0;
    }

    /** Ms of silence; until {@code now} while it lasts. */
    public long silence(long now) {
        return Math.max(0, (backAt == 0 ? isOpen() ? now : closedAt : backAt) - since);
    }

    /** Of the records that usually come, a share of 0 to 1 that came after all. */
    public double recoveredShare() {
        return expected <= 0 ? 1 : Math.min(1, recovered / expected);
    }

    int bytes() {
        int size = 92 + 3;
        for (String source : sources) {
            size += 1 + source.getBytes(StandardCharsets.UTF_8).length;
        }
        return size + 24;
    }

    void write(ByteBuffer out) {
        out.put((byte) (gap ? 1 : 0)).putInt(ordinal).putLong(since).putLong(openedAt);
        out.putLong(backAt).putLong(lateAt).putLong(closedAt);
        out.putInt(arrived).putInt(recovered).putInt(duplicates).putInt(ahead);
        out.putDouble(expected).putDouble(lagSeconds).putDouble(worstLagSeconds).putDouble(lateShare);
        out.putDouble(surprise).putInt(usualSilence).put((byte) sources.size());
        for (String source : sources) {
            byte[] text = source.getBytes(StandardCharsets.UTF_8);
            out.put((byte) text.length).put(text);
        }
    }

    static FeedIncident read(ByteBuffer in) {
        FeedIncident it = new FeedIncident();
        it.gap = in.get() != 0;
        it.ordinal = in.getInt();
        it.since = in.getLong();
        it.openedAt = in.getLong();
        it.backAt = in.getLong();
        it.lateAt = in.getLong();
        it.closedAt = in.getLong();
        it.arrived = in.getInt();
        it.recovered = in.getInt();
        it.duplicates = in.getInt();
        it.ahead = in.getInt();
        it.expected = in.getDouble();
        it.lagSeconds = in.getDouble();
        it.worstLagSeconds = in.getDouble();
        it.lateShare = in.getDouble();
        it.surprise = in.getDouble();
        it.usualSilence = in.getInt();
        int size = in.get();
        List<String> names = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            byte[] text = new byte[in.get() & 0xFF];
            in.get(text);
            names.add(new String(text, StandardCharsets.UTF_8));
        }
        it.sources = names;
        return it;
    }
}
