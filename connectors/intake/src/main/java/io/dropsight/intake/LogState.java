package io.dropsight.intake;

/**
 * What a source partition's log says of itself.
 *
 * @param firstPosition of the oldest body that is left; where the log is empty, of the next to come
 * @param lastPosition  of the newest body; {@code firstPosition - 1} where the log is empty
 * @param identity      see {@link Committed#log()}; empty if not known
 */
public record LogState(long firstPosition, long lastPosition, String identity) {}
