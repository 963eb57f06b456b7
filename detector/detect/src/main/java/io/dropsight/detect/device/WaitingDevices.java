package io.dropsight.detect.device;

import io.dropsight.detect.Store;
import io.dropsight.detect.Timers;
import io.dropsight.model.DeviceKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The devices some of whose records wait, with their timers. Each change is written through; what was decoded of a device
 * is kept beside that, up to {@value #MOST_DECODED} records in all, since a record is looked at when it arrives, with each
 * that arrives after it, and when it settles. Not thread-safe.
 */
final class WaitingDevices {
    static final int MOST_DECODED = 16_384;

    private final Store settling;
    private final Map<DeviceKey, Device> devices = new HashMap<>();
    private final Timers<Device> timers = new Timers<>((a, b) -> Arrays.compareUnsigned(a.key, b.key));
    private int decoded;
    private int records;

    /** One device; it is known here while any of its records wait. */
    static final class Device extends Timers.Timed {
        final DeviceKey id;
        final byte[] key;
        private long deadline = Timers.NONE;
        private @Nullable SettleBuffer buffer;
        private int counted;
        private int size;
        /** As in the store; null if that has to be asked. */
        @Nullable
        DeviceState state;

        private Device(DeviceKey id) {
            this.id = id;
            this.key = id.text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        protected long deadline() {
            return deadline;
        }
    }

    WaitingDevices(Store settling) {
        this.settling = settling;
    }

    /** Takes back what an earlier process saved; {@link #of} reads it again when it is needed. */
    void restore(DeviceKey id, SettleBuffer saved) {
        Device it = new Device(id);
        it.deadline = saved.nextDeadline();
        it.size = saved.size();
        records += it.size;
        devices.put(id, it);
        timers.update(it);
    }

    Device of(DeviceKey id) {
        Device it = devices.get(id);
        if (it == null) {
            it = new Device(id);
            it.buffer = SettleBuffer.read(null);
        }
        return it;
    }

    /** The state of a device was changed by another hand. */
    void forgetState(DeviceKey id) {
        Device it = devices.get(id);
        if (it != null) {
            it.state = null;
        }
    }

    /** The records of a device that wait; to be given back to {@link #keep} once they have changed. */
    SettleBuffer bufferOf(Device it) {
        SettleBuffer known = it.buffer;
        if (known == null) {
            known = SettleBuffer.read(settling.get(it.key));
            remember(it, known);
        }
        return known;
    }

    void keep(Device it, SettleBuffer buffer) {
        it.deadline = buffer.nextDeadline();
        records += buffer.size() - it.size;
        it.size = buffer.size();
        timers.update(it);
        if (buffer.isEmpty()) {
            settling.delete(it.key);
            devices.remove(it.id);
        } else {
            settling.put(it.key, buffer.write());
            devices.putIfAbsent(it.id, it);
        }
        remember(it, buffer);
    }

    private void remember(Device it, SettleBuffer buffer) {
        decoded += buffer.size() - it.counted;
        it.counted = buffer.size();
        it.buffer = buffer;
        if (decoded > MOST_DECODED) {
            decoded -= it.counted;
            it.counted = 0;
            it.buffer = null;
            it.state = null;
        }
    }

    /** Records that wait. */
    int records() {
        return records;
    }

    /** Records that are kept decoded. */
    int decoded() {
        return decoded;
    }

    long nextDeadline() {
        return timers.next();
    }

    /** The one whose timer is next; only if there is one. */
    Device first() {
        return timers.first();
    }
}
