package io.dropsight.monitor;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import reactor.core.publisher.Mono;

/** Reads no more of an answer than a bound: without it whatever a broken proxy sends would be held in memory. */
final class BoundedBodies implements HttpClient {
    private final HttpClient client;
    private final int maxBytes;

    BoundedBodies(HttpClient client, int maxBytes) {
        this.client = client;
        this.maxBytes = maxBytes;
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromCallable(() -> sendSync(request, Context.NONE));
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        // The SDK asks for the whole body at once; only as a stream it can be cut off.
        Context asStream = context.addData("azure-eagerly-read-response", false);
        try (HttpResponse answer = client.sendSync(request, asStream);
                InputStream body = answer.getBodyAsInputStreamSync()) {
            byte[] bytes = body.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new TooLargeException(
                        "an answer of status %d with more than %d bytes".formatted(answer.getStatusCode(), maxBytes));
            }
            return new ReadResponse(request, answer.getStatusCode(), answer.getHeaders(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer is larger than the bound. */
    static final class TooLargeException extends RuntimeException {
        TooLargeException(String message) {
            super(message);
        }
    }
}
