package io.dropsight.azure;

/** Leaves the reading of a record's fields; becomes a {@link Decoded.Unreadable}, and never leaves the package. */
final class UnusableRecord extends Exception {
    final UnreadableReason reason;
    final String detail;

    UnusableRecord(UnreadableReason reason, String detail) {
        super(detail, null, false, false); // no stack trace: a feed may be full of them
        this.reason = reason;
        this.detail = detail;
    }

    static UnusableRecord wrongType(Field field) {
        return new UnusableRecord(UnreadableReason.WRONG_TYPE, "field \"%s\" is not text".formatted(field.label()));
    }
}
