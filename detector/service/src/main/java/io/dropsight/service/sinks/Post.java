package io.dropsight.service.sinks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Posts JSON to one address; follows no redirects. */
final class Post {
    /** The receiver has understood and will not have it: trying again helps nobody. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 415, 422);

    private static final Duration LONGEST_WISH = Duration.ofMinutes(5);

    private final HttpClient client;
    private final URI address;
    private final String contentType;
    private final Optional<String> token;
    private final Duration within;

    /** @param within for connecting, and for the whole answer */
    Post(URI address, String contentType, Optional<String> token, Duration within) {
        this.address = address;
        this.contentType = contentType;
        this.token = token;
        this.within = within;
        client = HttpClient.newBuilder()
                .connectTimeout(within)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * What became of it.
     *
     * @param words what was wrong, without the body; empty if it was taken
     * @param pause that the receiver asks for; zero if it does not
     */
    record Result(Kind kind, String words, Duration pause) {
        enum Kind {
            TAKEN,
            REFUSED,
            FAILED
        }
    }

    Result send(byte[] body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(within)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        try {
            HttpResponse<Void> answer = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
            int status = answer.statusCode();
            if (status >= 200 && status < 300) {
                return new Result(Result.Kind.TAKEN, "", Duration.ZERO);
            }
            Result.Kind kind = REFUSALS.contains(status) ? Result.Kind.REFUSED : Result.Kind.FAILED;
            return new Result(kind, "it answered " + status, pause(answer));
        } catch (IOException e) {
            String message = e.getMessage() == null ? "" : ": " + e.getMessage();
            return new Result(Result.Kind.FAILED, e.getClass().getSimpleName() + message, Duration.ZERO);
        }
    }

    private static Duration pause(HttpResponse<Void> answer) {
        String seconds = answer.headers().firstValue("Retry-After").orElse("0");
        try {
            Duration wish = Duration.ofSeconds(Math.max(0, Long.parseLong(seconds.strip())));
            return wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
        } catch (NumberFormatException e) {
            return Duration.ZERO; // a date: our own pauses will do
        }
    }
}
