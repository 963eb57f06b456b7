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
        List<Count> cohorts)
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
        ByteBuffer out = ByteBuffer.allocate(size);
        Signal.putHeader(out, CENSUS, this);
        out.putShort((short) partition)
                .putInt(known)
                .putInt(connected)
                .putInt(arrived)
                .putInt(cleanDrops);
        out.putInt(lags.quick()).putInt(lags.late()).putInt(lags.tooLate()).putInt(cohorts.size());
        out.putInt(0); // room for what a later version adds
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
        in.getInt();
        List<Count> cohorts = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Cohort cohort = new Cohort(Cohort.Kind.ofWire(in.get()), in.getInt());
            cohorts.add(new Count(cohort, in.getInt(), Candidate.text(in)));
        }
        return new Census(stamp, hub, partition, known, connected, arrived, clean, lags, cohorts);
    }
}
