package io.dropsight.service.http;

/** The client's mistake; its message is the answer. */
public final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    public BadRequest(String message) {
        this(400, message);
    }

    public BadRequest(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
