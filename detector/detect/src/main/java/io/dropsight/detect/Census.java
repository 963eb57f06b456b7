package io.dropsight.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What one partition knows of a hub's devices at the end of a minute (arrival axis); only where something changed.
 * Levels are absolute, so that a repeated census changes nothing; those of all partitions add up.
 *
 * @param partition    of the events topic
 * @param known        devices remembered
 * @param connected    of them connected, as far as their records have settled
 * @param arrived      records that came in this minute
 * @param cleanDrops   clean disconnects among them
 * @param lags         how many of them took less than 2 minutes, less than 8 min 45 s, and longer
 * @param cohorts      counts that changed
 * @param feed         how the records of this minute came
 */
public record Census(
        long stamp,
        String hub,
        int partition,
        int known,
        int connected,
        int arrived,
        int cleanDrops,
        Lags lags,
        List<Count> cohorts,
        Feed feed)
        implements Signal {
    /**
     * A cohort has so many devices now.
     *
     * @param name its text, where the id does not hold it and it is new; else empty
     */
    public record Count(Cohort cohort, int devices, String name) {}

    /** Records by what they took to arrive. */
    public record Lags(int quick, int late, int tooLate) {
        public static final Lags NONE = new Lags(0, 0, 0);
    }

    /**
     * How records came.
     *
     * @param voices     of those that arrived, the first of their devices for half an hour
     * @param lagSeconds what those that arrived took together
     * @param ahead      records stamped a minute or more after their arrival, whether taken or refused
     * @param duplicates records that had come before
     * @param refused    records that could not be taken
     * @param sources    records that arrived, by the source that brought them
     */
    public record Feed(int voices, long lagSeconds, int ahead, int duplicates, int refused, List<Source> sources) {
        public static final Feed NONE = new Feed(0, 0, 0, 0, 0, List.of());
    }

    /** A source has brought so many records. */
    public record Source(String name, int arrived) {}

    @Override
    public String key() {
        return hub + "//census/" + partition;
    }

    @Override
    public int number() {
        return 0;
    }

    @Override
    public byte[] write() {
        int size = HEADER + 38;
        List<byte[]> names = new ArrayList<>(cohorts.size());
        for (Count count : cohorts) {
            byte[] name = Candidate.text(count.name(), 106);
            names.add(name);
            size += 10 + name.length;
        }
        int more = 0;
        List<byte[]> sources = new ArrayList<>(feed.sources().size());
        if (!feed.equals(Feed.NONE)) {
            more = 26;
            for (Source source : feed.sources()) {
                byte[] name = Candidate.text(source.name(), 120);
                sources.add(name);
                more += 5 + name.length;
            }
        }
        ByteBuffer out = ByteBuffer.allocate(size + more);
        Signal.putHeader(out, CENSUS, this);
        out.putShort((short) partition)
                .putInt(known)
                .putInt(connected)
                .putInt(arrived)
                .putInt(cleanDrops);
        out.putInt(lags.quick()).putInt(lags.late()).putInt(lags.tooLate()).putInt(cohorts.size());
        out.putInt(more);
        if (more > 0) {
            out.putInt(feed.voices()).putLong(feed.lagSeconds()).putInt(feed.ahead());
            out.putInt(feed.duplicates()).putInt(feed.refused()).putShort((short) sources.size());
            for (int i = 0; i < sources.size(); i++) {
                out.putInt(feed.sources().get(i).arrived());
                out.put((byte) sources.get(i).length).put(sources.get(i));
            }
        }
        for (int i = 0; i < cohorts.size(); i++) {
            Count count = cohorts.get(i);
            out.put((byte) count.cohort().kind().wire())
                    .putInt(count.cohort().id())
                    .putInt(count.devices());
            out.put((byte) names.get(i).length).put(names.get(i));
        }
        return out.array();
    }

    static Census read(String key, long stamp, int number, ByteBuffer in) {
        String hub = key.substring(0, key.indexOf('/'));
        int partition = in.getShort();
        int known = in.getInt();
        int connected = in.getInt();
        int arrived = in.getInt();
        int clean = in.getInt();
        Lags lags = new Lags(in.getInt(), in.getInt(), in.getInt());
        int size = in.getInt();
        Feed feed = in.getInt() == 0 ? Feed.NONE : readFeed(in);
        List<Count> cohorts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Cohort cohort = new Cohort(Cohort.Kind.ofWire(in.get()), in.getInt());
            cohorts.add(new Count(cohort, in.getInt(), Candidate.text(in)));
        }
        return new Census(stamp, hub, partition, known, connected, arrived, clean, lags, cohorts, feed);
    }

    private static Feed readFeed(ByteBuffer in) {
        int voices = in.getInt();
        long lagSeconds = in.getLong();
        int ahead = in.getInt();
        int duplicates = in.getInt();
        int refused = in.getInt();
        int size = in.getShort();
        List<Source> sources = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int arrived = in.getInt();
            sources.add(new Source(Candidate.text(in), arrived));
        }
        return new Feed(voices, lagSeconds, ahead, duplicates, refused, sources);
    }
}
