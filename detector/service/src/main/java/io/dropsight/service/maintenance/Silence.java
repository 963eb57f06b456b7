package io.dropsight.service.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropsight.model.Cause;
import io.dropsight.service.view.AlertVersion;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Suppresses the alerts that match all that it names, while it lasts on the clock.
 *
 * @param hub     compared without regard to case; null for any
 * @param devices device ids, in which {@code *} stands for any text and {@code ?} for one character; an alert matches if
 *                it names all its devices and each matches; null for any
 * @param cohort  what the devices of the alert share; null for any
 * @param pattern null for any
 * @param cause   null for any
 * @param to      exclusive; null: until it is deleted
 */
public record Silence(
        String id,
        @Nullable String hub,
        @Nullable String devices,
        @Nullable Cohort cohort,
        @Nullable String pattern,
        @Nullable String cause,
        Instant from,
        @Nullable Instant to,
        String reason,
        String by)
        implements Entry {
    static final String KIND = "silence";
    /**
     * What began while it lasted stays silent for so long after its end: logs come late, and devices need time to come
     * back. What is open still is told then.
     */
    static final Duration AFTERMATH = Duration.ofMinutes(15);

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final int LONGEST_COHORT = 500;
    private static final List<String> COHORTS = List.of("network", "sdk", "protocol", "auth");
    private static final List<String> PATTERNS = Stream.of(io.dropsight.model.Pattern.values())
            .map(io.dropsight.model.Pattern::label)
            .toList();
    private static final List<String> CAUSES =
            Stream.of(Cause.values()).map(Cause::label).toList();

    /** What devices share, such as {@code network 203.0.113.0/24}. */
    public record Cohort(String key, String value) {}

    public Silence {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id is \"%s\": use letters, digits, dots, dashes".formatted(id));
        }
        if (hub == null && devices == null && cohort == null && pattern == null && cause == null) {
            throw new IllegalArgumentException("it names nothing: name hub, devices, cohort, pattern or cause");
        }
        if (to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("to is %s, which is not after from, %s".formatted(to, from));
        }
    }

    static Silence read(Fields fields) {
        fields.only("kind", "id", "hub", "devices", "cohort", "pattern", "cause", "from", "to", "reason", "by");
        Fields cohort = fields.object("cohort");
        return new Silence(
                fields.text("id", Fields.LINE),
                fields.optional("hub", Fields.LINE),
                fields.optional("devices", Fields.LINE),
                cohort == null ? null : cohort(cohort),
                fields.oneOf("pattern", PATTERNS),
                fields.oneOf("cause", CAUSES),
                fields.time("from"),
                fields.optionalTime("to"),
                fields.text("reason", Fields.TEXT),
                fields.text("by", Fields.TEXT));
    }

    private static Cohort cohort(Fields fields) {
        fields.only("key", "value");
        String key = fields.oneOf("key", COHORTS);
        if (key == null) {
            throw new IllegalArgumentException("cohort has no key");
        }
        return new Cohort(key, fields.text("value", LONGEST_COHORT));
    }

    @Override
    public String key() {
        return key(id);
    }

    static String key(String id) {
        return KIND + "/" + id;
    }

    @Override
    public ObjectNode json() {
        ObjectNode json = MAPPER.createObjectNode().put("kind", KIND).put("id", id);
        put(json, "hub", hub);
        put(json, "devices", devices);
        if (cohort != null) {
            json.putObject("cohort").put("key", cohort.key()).put("value", cohort.value());
        }
        put(json, "pattern", pattern);
        put(json, "cause", cause);
        json.put("from", from.toString());
        put(json, "to", to == null ? null : to.toString());
        return json.put("reason", reason).put("by", by);
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    /** From when on nothing is silent by it any more; null for never. */
    @Nullable
    Instant over() {
        return to == null ? null : to.plus(AFTERMATH);
    }

    /** Whether it suppresses the alert at that time. */
    public boolean covers(AlertVersion alert, Instant now) {
        return matches(alert) && (lasts(now) || isAftermath(alert, now));
    }

    /** Whether it lasts at that time. */
    public boolean lasts(Instant at) {
        return !at.isBefore(from) && (to == null || at.isBefore(to));
    }

    private boolean isAftermath(AlertVersion alert, Instant now) {
        Instant over = over();
        return over != null && !now.isBefore(from) && now.isBefore(over) && lasts(onset(alert));
    }

    private static Instant onset(AlertVersion alert) {
        try {
            return Instant.parse(alert.text("onset"));
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    private boolean matches(AlertVersion alert) {
        return (hub == null || hub.equalsIgnoreCase(alert.hub()))
                && (pattern == null || pattern.equals(alert.text("pattern")))
                && (cause == null || cause.equals(alert.text("cause")))
                && (cohort == null || cohort.equals(cohortOf(alert)))
                && (devices == null || allMatch(devices, alert));
    }

    private static Cohort cohortOf(AlertVersion alert) {
        JsonNode its = alert.data().path("scope").path("cohort");
        return new Cohort(its.path("key").asText(), its.path("value").asText());
    }

    /** Of an alert that names only some of its devices nobody knows: it is told. */
    private static boolean allMatch(String glob, AlertVersion alert) {
        JsonNode names = alert.data().path("scope").path("devices");
        if (names.isEmpty() || names.size() < alert.deviceCount()) {
            return false;
        }
        for (JsonNode name : names) {
            if (!Glob.matches(glob, name.asText())) {
                return false;
            }
        }
        return true;
    }
}
