package io.dropsight.monitor;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.Context;
import com.azure.monitor.query.MetricsQueryClient;
import com.azure.monitor.query.MetricsQueryClientBuilder;
import com.azure.monitor.query.models.AggregationType;
import com.azure.monitor.query.models.MetricResult;
import com.azure.monitor.query.models.MetricValue;
import com.azure.monitor.query.models.MetricsQueryOptions;
import com.azure.monitor.query.models.MetricsQueryResult;
import com.azure.monitor.query.models.QueryTimeInterval;
import com.azure.monitor.query.models.TimeSeriesElement;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Asks Azure Monitor for {@code connectedDeviceCount}. The one class that knows azure-monitor-query, whose maintenance
 * has ended upstream: another library, or Azure's REST interface itself, would take its place here.
 *
 * <p>It asks once; when to ask again is the caller's affair. Thread-safe. The SDK logs each failure as an error under
 * {@code com.azure}: set that to OFF, the outcome is told by the {@link PollException} thrown.
 */
final class MetricsClient {
    static final String METRIC = "connectedDeviceCount";
    /** A day of minutes has less than 200 KB. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private final MetricsQueryClient azure;
    private final Failures failures;

    /**
     * @param endpoint of the cloud's resource manager; also whom tokens are for
     * @param http     settings of the connection, such as its trust; null for the JDK's
     * @param timeout  for the connection, for the begin of an answer, and for each read of its body
     * @param clock    for answers that say until when to wait
     */
    MetricsClient(URI endpoint, TokenCredential credential, HttpClient.Builder http, Duration timeout, Clock clock) {
        var client = new JdkHttpClientBuilder(http)
                .connectionTimeout(timeout)
                .responseTimeout(timeout)
                .readTimeout(timeout)
                .build();
        this.azure = new MetricsQueryClientBuilder()
                .endpoint(endpoint.toString())
                .credential(new NamedFailures(credential))
                .httpClient(new BoundedBodies(client, MAX_BYTES))
                .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))))
                .buildClient();
        this.failures = new Failures(endpoint, timeout, clock);
    }

    /**
     * The counts of the minutes that begin at {@code from} or later and before {@code to}, in their order; minutes
     * without a count are left out. At most a day at once.
     *
     * @throws PollException if Azure gave no answer that can be used
     */
    List<Point> points(HubResource hub, Instant from, Instant to) throws PollException {
        try {
            var options = new MetricsQueryOptions()
                    .setTimeInterval(new QueryTimeInterval(from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC)))
                    .setGranularity(Duration.ofMinutes(1))
                    .setAggregations(List.of(AggregationType.AVERAGE));
            MetricsQueryResult answer = azure.queryResourceWithResponse(
                            hub.id(), List.of(METRIC), options, Context.NONE)
                    .getValue();
            return answer.getMetrics().stream()
                    .filter(metric -> METRIC.equalsIgnoreCase(metric.getMetricName()))
                    .map(MetricsClient::withoutError)
                    .flatMap(metric -> metric.getTimeSeries().stream().limit(1)) // not split, so there is one
                    .map(TimeSeriesElement::getValues)
                    .flatMap(List::stream)
                    .filter(MetricsClient::hasCount)
                    .map(value -> new Point(value.getTimeStamp().toInstant(), value.getAverage()))
                    .filter(point -> !point.at().isBefore(from) && point.at().isBefore(to))
                    .sorted((a, b) -> a.at().compareTo(b.at()))
                    .toList();
        } catch (
                RuntimeException
                        e) { // the SDK declares none, and malformed answers end in whatever its parser trips on
            throw failures.of(hub, e);
        }
    }

    private static MetricResult withoutError(MetricResult metric) {
        String code = metric.getError() == null ? null : metric.getError().getCode();
        if (code != null && !code.isEmpty() && !code.equalsIgnoreCase("Success")) {
            throw new Failures.MetricException(code);
        }
        return metric;
    }

    private static boolean hasCount(MetricValue value) {
        return value.getAverage() != null && Double.isFinite(value.getAverage());
    }

    /** Lets a failure to get a token be told from a failure of the request. */
    private record NamedFailures(TokenCredential given) implements TokenCredential {
        @Override
        public Mono<AccessToken> getToken(TokenRequestContext request) {
            return given.getToken(request).onErrorMap(Failures.TokenException::new);
        }

        @Override
        public AccessToken getTokenSync(TokenRequestContext request) {
            try {
                return given.getTokenSync(request);
            } catch (RuntimeException e) {
                throw new Failures.TokenException(e);
            }
        }
    }
}
