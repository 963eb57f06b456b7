package io.dropsight.intake;

/** Where a source partition goes on; the outcome of {@link Continuity#resume}. */
public sealed interface Resume {
    /** After a position that the log still knows: by its offset text, or from the beginning if that is empty. */
    record After(Committed position) implements Resume {}

    /** There is no position: as the {@link StartPolicy} says. */
    record AsPolicy(StartPolicy policy) implements Resume {}

    /** With the oldest body that is left; {@code reset} says whether the position has to be reset before. */
    record Earliest(Committed position, boolean reset) implements Resume {}

    /** Not at all; {@code why} says it in words, with what to do. */
    record Stop(String why) implements Resume {}
}
