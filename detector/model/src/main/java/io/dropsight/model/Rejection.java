package io.dropsight.model;

/**
 * A record that could not be read: counted by reason, and kept as a dead letter.
 *
 * @param body   the original bytes, or as many of them as are kept
 * @param reason short and from a closed set, such as {@code bad_time}: a counter's label
 * @param detail what is wrong and where, for people; holds no payload
 * @param origin where it came from, such as a path with a byte offset
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Rejection(byte[] body, String reason, String detail, String origin) {}
