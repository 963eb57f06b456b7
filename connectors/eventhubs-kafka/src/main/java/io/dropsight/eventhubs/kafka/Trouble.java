package io.dropsight.eventhubs.kafka;

import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceAlarm.Kind;
import io.dropsight.intake.SourcePartition;
import java.util.EnumMap;
import java.util.Map;

/** Tells each kind of trouble of a source once, until it is over. Thread-safe. */
final class Trouble {
    private final SourceAlarm.Listener alarms;
    private final Map<Kind, String> told = new EnumMap<>(Kind.class);

    Trouble(SourceAlarm.Listener alarms) {
        this.alarms = alarms;
    }

    synchronized void raise(Kind kind, SourcePartition partition, String text) {
        if (told.put(kind, text) == null) {
            alarms.raised(new SourceAlarm(kind, partition, text));
        }
    }

    synchronized void over(Kind kind) {
        told.remove(kind);
    }

    /** In words; empty if there is none. */
    synchronized String of(Kind kind) {
        return told.getOrDefault(kind, "");
    }
}
