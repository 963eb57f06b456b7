package io.dropsight.simulator.score;

import io.dropsight.model.DeviceKey;
import io.dropsight.simulator.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Small truths and findings by hand. Times are minutes from the log's start; the log is two days long. */
final class Cases {
    static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    static final String HUB = "hub";
    static final int FLEET = 100;
    static final double LOG_MINUTES = 2 * 1440;

    private Cases() {}

    static Instant at(double minutes) {
        return START.plusMillis(Math.round(minutes * 60_000));
    }

    static Truth truth(Object... entries) {
        List<Truth.Device> devices = new ArrayList<>();
        List<Truth.Incident> incidents = new ArrayList<>();
        for (Object entry : entries) {
            if (entry instanceof DeviceCase it) {
                devices.add(it.build());
            } else {
                incidents.add(((IncidentCase) entry).build());
            }
        }
        return new Truth("by-hand", 7, START, at(LOG_MINUTES), FLEET, devices, incidents);
    }

    static ScoreCard score(Truth truth, Object... findings) {
        List<ScoredAlert> alerts = new ArrayList<>();
        List<ScoredVerdict> verdicts = new ArrayList<>();
        for (Object finding : findings) {
            if (finding instanceof AlertCase it) {
                alerts.add(it.build());
            } else {
                verdicts.add(((VerdictCase) finding).build());
            }
        }
        return Scorer.score(truth, alerts, verdicts);
    }

    static List<Fault.Kind> kinds(ScoreCard card) {
        return card.faults().stream().map(Fault::kind).toList();
    }

    static DeviceCase periodic(String id, double ageMinutes) {
        return new DeviceCase(id, "periodic", "sas_token_expiry", ageMinutes);
    }

    static DeviceCase random(String id) {
        return new DeviceCase(id, "random", "network_loss", 100);
    }

    static VerdictCase says(String id, String pattern, double ageMinutes) {
        return new VerdictCase(id, pattern, ageMinutes);
    }

    static IncidentCase incident(String id, String cause, double start) {
        return new IncidentCase(id, cause, start);
    }

    static AlertCase alert(String id, String cause, double onset) {
        return new AlertCase(id, cause, onset);
    }

    /** Drops each {@code everyMinutes} from the onset to the cure, or to the log's end. */
    static final class DeviceCase {
        private final String id;
        private final String pattern;
        private final double everyMinutes;
        private String cause;
        private double onset;
        private @Nullable Double until;
        private boolean detectable = true;

        DeviceCase(String id, String pattern, String cause, double everyMinutes) {
            this.id = id;
            this.pattern = pattern;
            this.cause = cause;
            this.everyMinutes = everyMinutes;
        }

        DeviceCase cause(String it) {
            cause = it;
            return this;
        }

        DeviceCase from(double minutes) {
            onset = minutes;
            return this;
        }

        DeviceCase until(double minutes) {
            until = minutes;
            return this;
        }

        DeviceCase notDetectable() {
            detectable = false;
            return this;
        }

        Truth.Device build() {
            double end = until == null ? LOG_MINUTES : until;
            List<Instant> drops = Stream.iterate(onset + everyMinutes, it -> it < end, it -> it + everyMinutes)
                    .map(Cases::at)
                    .toList();
            List<Duration> ages =
                    pattern.equals("periodic") ? List.of(Duration.ofSeconds(Math.round(everyMinutes * 60))) : List.of();
            return new Truth.Device(
                    DeviceKey.of(HUB, id),
                    pattern,
                    cause,
                    ages,
                    at(onset),
                    until == null ? null : at(until),
                    drops,
                    detectable);
        }
    }

    static final class VerdictCase {
        private final String id;
        private final String pattern;
        private final double ageMinutes;
        private String cause;
        private double onset = 65;
        private double detected = 300;
        private @Nullable Double resolved;
        private String alertId = "";

        VerdictCase(String id, String pattern, double ageMinutes) {
            this.id = id;
            this.pattern = pattern;
            this.ageMinutes = ageMinutes;
            this.cause = pattern.equals("periodic") ? "sas_token_expiry" : "network_loss";
        }

        VerdictCase cause(String it) {
            cause = it;
            return this;
        }

        VerdictCase at(double onsetMinutes, double detectedMinutes) {
            onset = onsetMinutes;
            detected = detectedMinutes;
            return this;
        }

        VerdictCase resolved(double minutes) {
            resolved = minutes;
            return this;
        }

        VerdictCase alert(String it) {
            alertId = it;
            return this;
        }

        ScoredVerdict build() {
            return new ScoredVerdict(
                    id + pattern + onset + "/" + ageMinutes,
                    resolved == null ? "open" : "resolved",
                    DeviceKey.of(HUB, id),
                    pattern,
                    cause,
                    Cases.at(onset),
                    Cases.at(detected),
                    resolved == null ? null : Cases.at(resolved),
                    pattern.equals("periodic") ? ageMinutes * 60 : null,
                    alertId);
        }
    }

    /** By default drops within a minute, all back after ten, of 40 devices of 100, on the whole hub. */
    static final class IncidentCase {
        private final String id;
        private final String cause;
        private final double start;
        private String pattern = "mass";
        private double lasts = 1;
        private String key = "";
        private String value = "";
        private boolean detectable = true;

        IncidentCase(String id, String cause, double start) {
            this.id = id;
            this.cause = cause;
            this.start = start;
        }

        IncidentCase feed() {
            pattern = "feed";
            return this;
        }

        IncidentCase lasts(double minutes) {
            lasts = minutes;
            return this;
        }

        IncidentCase cohort(String itsKey, String itsValue) {
            key = itsKey;
            value = itsValue;
            return this;
        }

        IncidentCase notDetectable() {
            detectable = false;
            return this;
        }

        Truth.Incident build() {
            return new Truth.Incident(
                    id,
                    HUB,
                    pattern,
                    cause,
                    at(start),
                    at(start + lasts),
                    at(start + lasts + 9),
                    key,
                    value,
                    40,
                    100,
                    detectable);
        }
    }

    /** By default told half a minute after its onset, last seen a minute after it, open for ever. */
    static final class AlertCase {
        private final String id;
        private final String cause;
        private final double onset;
        private int version = 1;
        private String pattern = "mass";
        private String hub = HUB;
        private double lasts = 1;
        private double detected;
        private @Nullable Double resolved;
        private String key = "";
        private String value = "";
        private @Nullable Double forecast;
        private int forecastDevices;
        private List<DeviceKey> devices = List.of();
        private double told;

        AlertCase(String id, String cause, double onset) {
            this.id = id;
            this.cause = cause;
            this.onset = onset;
            this.detected = onset + 0.5;
            this.told = detected;
        }

        AlertCase devices(String... ids) {
            devices = Stream.of(ids).map(it -> DeviceKey.of(HUB, it)).toList();
            return this;
        }

        AlertCase version(int it) {
            version = it;
            return this;
        }

        AlertCase pattern(String it) {
            pattern = it;
            return this;
        }

        AlertCase hub(String it) {
            hub = it;
            return this;
        }

        AlertCase lasts(double minutes) {
            lasts = minutes;
            return this;
        }

        AlertCase detected(double minutes) {
            detected = minutes;
            told = minutes;
            return this;
        }

        AlertCase told(double minutes) {
            told = minutes;
            return this;
        }

        AlertCase resolved(double minutes) {
            resolved = minutes;
            told = minutes;
            return this;
        }

        AlertCase cohort(String itsKey, String itsValue) {
            key = itsKey;
            value = itsValue;
            return this;
        }

        AlertCase forecast(double minutes, int devices) {
            forecast = minutes;
            forecastDevices = devices;
            return this;
        }

        ScoredAlert build() {
            return new ScoredAlert(
                    id,
                    version,
                    resolved == null ? "open" : "resolved",
                    pattern,
                    cause,
                    cause.equals("sas_echo") || cause.equals("scheduled") ? "info" : "critical",
                    hub,
                    key,
                    value,
                    40,
                    devices,
                    at(onset),
                    at(detected),
                    at(onset + lasts),
                    resolved == null ? null : at(resolved),
                    at(told),
                    forecast == null ? null : at(forecast),
                    forecast == null ? null : forecastDevices);
        }
    }
}
