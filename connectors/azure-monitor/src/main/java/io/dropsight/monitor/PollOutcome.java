package io.dropsight.monitor;

/** What became of a request to Azure Monitor; a label of metrics. */
public enum PollOutcome {
    OK,
    /** 401, 403, or no token could be got. */
    UNAUTHORIZED,
    /** 404: there is no such hub. */
    NOT_FOUND,
    /** 429. */
    THROTTLED,
    /** Any other status that says the request is at fault. */
    REFUSED,
    /** 5xx, or an error of the metric itself. */
    SERVER_ERROR,
    /** No connection, or no answer in time. */
    UNREACHABLE,
    /** An answer that is none: no JSON, other fields, too large. */
    UNREADABLE;

    /** Whether only people can mend it: then it is asked again seldom, and health is red at once. */
    boolean needsPeople() {
        return this == UNAUTHORIZED || this == NOT_FOUND || this == REFUSED;
    }
}
