package io.dropsight.service.sinks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.service.metrics.SinkMeters;
import io.dropsight.service.metrics.SinkMeters.Outcome;
import io.dropsight.service.view.AlertVersion;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Alertmanager, by its API v2, what is open: at each change and, since it forgets, again and again. What is no
 * longer open, or silent, is told as resolved for some rounds. It tells states, not versions: so it needs no position,
 * a restart or a second instance repeats what Alertmanager takes for the same, and after an outage one request says all.
 */
final class Alertmanager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alertmanager.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** How many rounds an alert outlives a service that says no more. */
    private static final int ROUNDS = 4;

    private static final int MOST_AT_ONCE = 500;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Post post;
    private final Patience patience;
    private final Sinks.State state;
    private final SinkMeters meters;
    private final Thread thread;
    private final LinkedBlockingQueue<Boolean> news = new LinkedBlockingQueue<>(1);
    /** What was told as firing, by its labels. */
    private final Map<ObjectNode, ObjectNode> firing = new LinkedHashMap<>();
    /** What is told as resolved, and how often still. */
    private final Map<ObjectNode, Integer> ending = new LinkedHashMap<>();

    private Set<String> silent = Set.of();
    private volatile boolean closed;

    private Alertmanager(URI address, Patience patience, Sinks.State state, SinkMeters meters) {
        String text = address.toString();
        URI api = URI.create((text.endsWith("/") ? text : text + "/") + "api/v2/alerts");
        post = new Post(api, "application/json", Optional.empty(), patience.within());
        this.patience = patience;
        this.state = state;
        this.meters = meters;
        thread = new Thread(this::run, "dropsight-alertmanager");
        thread.setDaemon(true);
    }

    /** @param address of Alertmanager itself, without the path of its API */
    static Alertmanager start(URI address, Patience patience, Sinks.State state, SinkMeters meters) {
        Alertmanager sink = new Alertmanager(address, patience, state, meters);
        state.alerts().listen((version, live) -> {
            var unused = sink.news.offer(true);
        });
        sink.thread.start();
        return sink;
    }

    private void run() {
        int failures = 0;
        Instant next = Instant.MIN;
        try {
            while (!closed) {
                boolean changed = news.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS) != null;
                boolean due = !Instant.now().isBefore(next) || failures == 0 && (changed || silencesChanged());
                if (!due || !state.isCaughtUp().getAsBoolean()) {
                    continue;
                }
                failures = isTold() ? 0 : failures + 1;
                Duration pause =
                        failures == 0 ? patience.resendEvery() : patience.pause(failures, ThreadLocalRandom.current());
                next = Instant.now().plus(pause);
                if (failures == 1) {
                    LOG.warn("Alertmanager does not take alerts; it is tried again");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean silencesChanged() {
        Instant now = Instant.now();
        return !silent.equals(state.alerts().open().stream()
                .filter(alert -> state.maintenance().silencing(alert, now).isPresent())
                .map(AlertVersion::id)
                .collect(Collectors.toSet()));
    }

    private boolean isTold() throws InterruptedException {
        try {
            return tell();
        } catch (RuntimeException e) { // it must not end unheard
            LOG.warn("Alertmanager: {}", e.toString());
            return false;
        }
    }

    /** @return whether all of it was taken */
    private boolean tell() throws InterruptedException {
        Instant now = Instant.now();
        Map<ObjectNode, ObjectNode> open = new LinkedHashMap<>();
        Set<String> quiet = new HashSet<>();
        for (AlertVersion alert : state.alerts().open()) {
            if (state.maintenance().silencing(alert, now).isPresent()) {
                quiet.add(alert.id());
            } else {
                ObjectNode told = told(alert, now);
                open.put((ObjectNode) told.get("labels"), told);
            }
        }
        silent = quiet;
        firing.forEach((labels, told) -> {
            if (!open.containsKey(labels)) {
                ending.put(told.deepCopy().put("endsAt", now.toString()), ROUNDS);
            }
        });
        ending.keySet().removeIf(told -> open.containsKey((ObjectNode) told.get("labels")));
        firing.clear();
        firing.putAll(open);
        if (!send(open.values()) || !send(ending.keySet())) {
            return false;
        }
        ending.replaceAll((told, rounds) -> rounds - 1);
        ending.values().removeIf(rounds -> rounds <= 0);
        return true;
    }

    private boolean send(Iterable<ObjectNode> alerts) throws InterruptedException {
        ArrayNode batch = MAPPER.createArrayNode();
        for (ObjectNode alert : alerts) {
            batch.add(alert);
            if (batch.size() == MOST_AT_ONCE) {
                if (!send(batch)) {
                    return false;
                }
                batch.removeAll();
            }
        }
        return batch.isEmpty() || send(batch);
    }

    private boolean send(ArrayNode batch) throws InterruptedException {
        Post.Result result = post.send(batch.toString().getBytes(UTF_8));
        boolean taken = result.kind() == Post.Result.Kind.TAKEN;
        meters.count(SinkMeters.Sink.ALERTMANAGER, taken ? Outcome.DELIVERED : Outcome.FAILED);
        if (!taken) {
            LOG.debug("Alertmanager: {}", result.words());
        }
        return taken;
    }

    /** The labels name the alert: they are few, and change only with its cause or severity. */
    private ObjectNode told(AlertVersion alert, Instant now) {
        ObjectNode told = MAPPER.createObjectNode();
        String pattern = alert.text("pattern");
        told.putObject("labels")
                .put("alertname", name(pattern))
                .put("hub", alert.hub())
                .put("pattern", pattern)
                .put("cause", alert.text("cause"))
                .put("severity", alert.text("severity"))
                .put("alert_id", alert.id());
        JsonNode advice = alert.data().path("recommendations").path(0);
        told.putObject("annotations")
                .put("summary", "%s: %d devices of %s".formatted(alert.text("cause"), alert.deviceCount(), alert.hub()))
                .put("description", lines(alert.data().path("evidence")))
                .put("action", advice.path("text").asText())
                .put("runbook_url", advice.path("link").asText());
        Instant onset = onset(alert, now);
        told.put("startsAt", onset.toString());
        told.put("endsAt", now.plus(patience.resendEvery().multipliedBy(ROUNDS)).toString());
        return told;
    }

    private static String name(String pattern) {
        return pattern.isEmpty()
                ? "Dropsight" // a stranger's
                : "Dropsight" + pattern.substring(0, 1).toUpperCase(Locale.ROOT) + pattern.substring(1);
    }

    private static String lines(JsonNode evidence) {
        return StreamSupport.stream(evidence.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining("\n"));
    }

    /** Not after now: Alertmanager would take an alert that ends before it starts for a mistake. */
    private static Instant onset(AlertVersion alert, Instant now) {
        Instant latest = now.minusMillis(1);
        try {
            Instant onset = Instant.parse(alert.text("onset"));
            return onset.isBefore(latest) ? onset : latest;
        } catch (DateTimeException e) {
            return latest; // a stranger's
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(patience.within().plusSeconds(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
