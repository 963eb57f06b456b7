package io.dropsight.monitor;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says what a failed request means, in words that hold neither tokens nor bodies. */
final class Failures {
    private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"([\\w.-]{1,80})\"");
    private static final int MAX_TEXT = 200;
    private static final int MAX_DEPTH = 20;

    private final URI endpoint;
    private final Duration timeout;
    private final Clock clock;

    Failures(URI endpoint, Duration timeout, Clock clock) {
        this.endpoint = endpoint;
        this.timeout = timeout;
        this.clock = clock;
    }

    PollException of(HubResource hub, RuntimeException e) {
        TokenException token = find(e, TokenException.class);
        if (token != null) {
            return ofToken(hub, token);
        }
        MetricException metric = find(e, MetricException.class);
        if (metric != null) {
            return failure(
                    PollOutcome.SERVER_ERROR,
                    hub,
                    "has no counts: %s".formatted(metric.getMessage()),
                    Duration.ZERO,
                    e);
        }
        HttpResponseException http = find(e, HttpResponseException.class);
        HttpResponse response = http == null ? null : http.getResponse();
        if (response != null && response.getStatusCode() >= 300) {
            return ofStatus(hub, response, e);
        }
        IOException io = find(e, IOException.class);
        if (io != null && response == null && find(e, BoundedBodies.TooLargeException.class) == null) {
            return failure(PollOutcome.UNREACHABLE, hub, unreachable(io), Duration.ZERO, e);
        }
        return failure(
                PollOutcome.UNREADABLE,
                hub,
                "gave an answer that cannot be read (%s): see that nothing between here and there changes it"
                        .formatted(rootOf(e)),
                Duration.ZERO,
                e);
    }

    private PollException ofToken(HubResource hub, TokenException e) {
        boolean offline = find(e, IOException.class) != null;
        return failure(
                offline ? PollOutcome.UNREACHABLE : PollOutcome.UNAUTHORIZED,
                hub,
                "was not asked, for no token could be got for it (%s): check the identity and its settings"
                        .formatted(rootOf(e)),
                Duration.ZERO,
                e);
    }

    private PollException ofStatus(HubResource hub, HttpResponse response, Throwable cause) {
        int status = response.getStatusCode();
        Matcher code = CODE.matcher(response.getBodyAsBinaryData().toString());
        String said = code.find() ? status + " " + code.group(1) : Integer.toString(status);
        return switch (status) {
            case 401 ->
                failure(
                        PollOutcome.UNAUTHORIZED,
                        hub,
                        "does not accept our token (%s): check tenant, cloud and identity".formatted(said),
                        Duration.ZERO,
                        cause);
            case 403 ->
                failure(
                        PollOutcome.UNAUTHORIZED,
                        hub,
                        "does not let us read (%s): give the identity the role Monitoring Reader on the hub"
                                .formatted(said),
                        Duration.ZERO,
                        cause);
            case 404 ->
                failure(
                        PollOutcome.NOT_FOUND,
                        hub,
                        "knows no such hub (%s): check the resource id".formatted(said),
                        Duration.ZERO,
                        cause);
            case 429 ->
                failure(
                        PollOutcome.THROTTLED,
                        hub,
                        "asks us to slow down (%s): poll less often, or see who else reads this subscription"
                                .formatted(said),
                        retryAfter(response),
                        cause);
            default ->
                failure(
                        status >= 500 || status == 408 ? PollOutcome.SERVER_ERROR : PollOutcome.REFUSED,
                        hub,
                        status >= 500 || status == 408
                                ? "fails (%s): it is asked again".formatted(said)
                                : "refuses the request (%s): check resource id and endpoint".formatted(said),
                        retryAfter(response),
                        cause);
        };
    }

    /** Seconds, or a date. */
    private Duration retryAfter(HttpResponse response) {
        String text = response.getHeaders().getValue(HttpHeaderName.RETRY_AFTER);
        if (text == null) {
            return Duration.ZERO;
        }
        try {
            Duration wait = text.strip().matches("\\d{1,6}")
                    ? Duration.ofSeconds(Long.parseLong(text.strip()))
                    : Duration.between(
                            clock.instant(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return Duration.ZERO; // our own back-off will do
        }
    }

    private String unreachable(IOException e) {
        return e instanceof HttpTimeoutException
                ? "does not answer within %d s at %s: see that it can be reached from here"
                        .formatted(timeout.toSeconds(), endpoint)
                : "cannot be reached at %s (%s): see network, proxy and endpoint"
                        .formatted(endpoint, said(e.getClass(), last(e)));
    }

    private static PollException failure(
            PollOutcome outcome, HubResource hub, String what, Duration retryAfter, Throwable cause) {
        return new PollException(outcome, "Hub %s: Azure Monitor %s".formatted(hub.hub(), what), retryAfter, cause);
    }

    private static String rootOf(Throwable e) {
        return said(last(e).getClass(), last(e));
    }

    private static String said(Class<?> kind, Throwable e) {
        String text =
                e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
        return kind.getSimpleName()
                + (text.isEmpty() ? "" : ": ")
                + (text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text);
    }

    private static Throwable last(Throwable e) {
        Throwable last = e;
        for (int depth = 0; last.getCause() != null && depth < MAX_DEPTH; depth++) {
            last = last.getCause();
        }
        return last;
    }

    private static <T extends Throwable> @Nullable T find(Throwable e, Class<T> kind) {
        Throwable at = e;
        for (int depth = 0; at != null && depth < MAX_DEPTH; depth++) {
            if (kind.isInstance(at)) {
                return kind.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }

    /** No token. */
    static final class TokenException extends RuntimeException {
        TokenException(Throwable cause) {
            super(cause);
        }
    }

    /** The answer is an error of the metric, under a status of 200. */
    static final class MetricException extends RuntimeException {
        MetricException(String code) {
            super("error " + code.replaceAll("[^\\w.-]", "?"));
        }
    }
}
