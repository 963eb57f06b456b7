package io.dropsight.detect.hub;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** What has settled of a wave of drops, or of a rollout: how many, since when, until when, by whom. */
final class Tally {
    static final int LISTED_DEVICES = 20;

    int count;
    double sessions;
    long first;
    long last;
    /** The first in their order. */
    List<String> devices = List.of();

    /** @param weight devices that this one stands for */
    void add(String device, long at, int sessionSeconds, int weight) {
        first = count == 0 ? at : Math.min(first, at);
        last = Math.max(last, at);
        count += weight;
        sessions += (double) weight * sessionSeconds;
        devices = merged(devices, List.of(device));
    }

    /** @return 0 if there is none */
    double meanSession() {
        return count == 0 ? 0 : sessions / count;
    }

    static List<String> merged(List<String> some, Collection<String> more) {
        TreeSet<String> sorted = new TreeSet<>(some);
        sorted.addAll(more);
        return sorted.stream().limit(LISTED_DEVICES).toList();
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(count);
        out.writeDouble(sessions);
        out.writeLong(first);
        out.writeLong(last);
        out.writeByte(devices.size());
        for (String device : devices) {
            out.writeUTF(device);
        }
    }

    static Tally read(DataInputStream in) throws IOException {
        Tally it = new Tally();
        it.count = in.readInt();
        it.sessions = in.readDouble();
        it.first = in.readLong();
        it.last = in.readLong();
        List<String> devices = new ArrayList<>();
        for (int n = in.readByte(); n > 0; n--) {
            devices.add(in.readUTF());
        }
        it.devices = List.copyOf(devices);
        return it;
    }
}
