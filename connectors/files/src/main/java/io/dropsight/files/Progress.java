package io.dropsight.files;

/** Hears how far the reading is, about ten times a second at most, and at the end of each phase. */
@FunctionalInterface
public interface Progress {
    Progress NONE = (phase, done, total, records) -> {};

    enum Phase {
        /** {@code done} of {@code total} are bytes on disk: of a packed file, packed ones. */
        READING,
        /** {@code done} of {@code total} are records that the sink has taken, of all that are sorted. */
        DELIVERING
    }

    /**
     * @param total   -1 if it is not known, as with standard input
     * @param records read so far, of every kind
     */
    void at(Phase phase, long done, long total, long records);
}
