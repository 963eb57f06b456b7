package io.dropsight.detect;

import io.dropsight.model.DeviceKey;
import java.nio.ByteBuffer;

/**
 * Something that happened to one device and may be part of what happens to many.
 *
 * @param at             event time, {@link EventTime} seconds
 * @param sessionSeconds length of the session that ended; 0 if unknown; of {@link Kind#MOVED} the id of the SDK
 *                       version that was left
 * @param code           result code of the record; of a settled drop that of its weightiest record
 * @param bits           what its records said ({@link io.dropsight.detect.device.Drop})
 * @param habit          what the device's own past says of it
 * @param lagSeconds     what the record took to arrive
 */
public record DropFact(
        long stamp,
        DeviceKey device,
        int number,
        Kind kind,
        long at,
        int sessionSeconds,
        int code,
        int bits,
        Habit habit,
        int lagSeconds,
        Traits traits)
        implements Signal {
    /** Whether a device's own past foretold a drop. */
    public enum Habit {
        NONE(0),
        /** Two earlier sessions, or three earlier lags, are the same. */
        OWN(1),
        /**
         * One earlier lag is the same, with as long away from the hub, or an earlier drop was whole half days before:
         * so many devices at once may keep a schedule.
         */
        REPEATED(2);

        private final int wire;

        Habit(int wire) {
            this.wire = wire;
        }

        static Habit ofWire(int wire) {
            return wire == 1 ? OWN : wire == 2 ? REPEATED : NONE;
        }
    }

    /** How sure and what it is. */
    public enum Kind {
        /** An error drop, just heard of: earlier records may still come. */
        FRESH(1),
        /** An error drop, 10 minutes later, with all its records in order. */
        SETTLED(2),
        /** A connect that the hub refused for a reason of its own. */
        REFUSED(3),
        /** A connect with another SDK version than before. */
        MOVED(4),
        /** More is known of a fresh drop's device, now that it is back: its traits. */
        NAMED(5),
        /** A refused connect, 10 minutes later: the first of its device's turn of ten minutes. */
        REFUSED_SETTLED(6),
        /** A connect with another SDK version than before, 10 minutes later. */
        MOVED_SETTLED(7);

        private static final Kind[] ALL = values(); // which values() copies

        private final int wire;

        Kind(int wire) {
            this.wire = wire;
        }

        /** Whether order and lateness of the records have no part in it. */
        public boolean isSettled() {
            return this == SETTLED || this == REFUSED_SETTLED || this == MOVED_SETTLED;
        }

        static Kind ofWire(int wire) {
            for (Kind kind : ALL) {
                if (kind.wire == wire) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("drop fact of kind " + wire + " is not known to this version");
        }
    }

    @Override
    public String key() {
        return device.text();
    }

    @Override
    public byte[] write() {
        ByteBuffer out = ByteBuffer.allocate(HEADER + 19 + Traits.BYTES);
        Signal.putHeader(out, DROP_FACT, this);
        out.put((byte) kind.wire).putInt((int) at).putInt(sessionSeconds).putInt(code);
        out.put((byte) bits).put((byte) habit.wire).putInt(lagSeconds);
        traits.write(out);
        return out.array();
    }

    static DropFact read(String key, long stamp, int number, ByteBuffer in) {
        return new DropFact(
                stamp,
                DeviceKey.parse(key),
                number,
                Kind.ofWire(in.get()),
                Integer.toUnsignedLong(in.getInt()),
                in.getInt(),
                in.getInt(),
                in.get() & 0xFF,
                Habit.ofWire(in.get()),
                in.getInt(),
                Traits.read(in));
    }
}
