package io.dropsight.intake;

/**
 * Something that people should know of a source.
 *
 * @param text what, where, and what to do; holds no secret and no payload
 */
public record SourceAlarm(Kind kind, SourcePartition partition, String text) {
    /** What kind of alarm; a label of metrics. */
    public enum Kind {
        /** No position where there should be one: it expired or was deleted. */
        POSITION_MISSING,
        /** Retention passed the position: bodies were lost. */
        RETENTION_GAP,
        /** The log was deleted and made again. */
        LOG_RECREATED,
        /** The log has more, and nothing comes. */
        STALLED,
        /** The client was built anew because of a stall. */
        REBUILT,
        /** The source refuses our credentials. */
        UNAUTHORIZED,
        /** The source cannot be reached, or answers with errors. */
        UNREACHABLE,
        /** Kafka does not take deliveries. */
        DELIVERY_FAILED,
        /** The other source partitions wait for it no longer: it has not moved for too long. */
        LEFT_BEHIND,
        /** A policy says that the partition is to be left alone. */
        STOPPED_BY_POLICY
    }

    /** Hears alarms, from any thread; returns soon and never throws. */
    @FunctionalInterface
    public interface Listener {
        void raised(SourceAlarm alarm);
    }
}
