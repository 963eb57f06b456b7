package io.dropsight.simulator.score;

import io.dropsight.model.DeviceKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what {@code replay --out} has written: {@code alerts.jsonl} and {@code verdicts.jsonl}. */
public final class FindingsJson {
    private static final Comparator<ScoredAlert> ORDER = Comparator.comparing(ScoredAlert::at)
            .thenComparing(ScoredAlert::alertId)
            .thenComparingInt(ScoredAlert::version);

    private FindingsJson() {}

    /**
     * An alert's version that is there twice counts once; of a verdict the last line counts.
     *
     * @param folder that holds both files
     * @throws IOException if a file cannot be read, or a line is not what it should be; then it names file and line
     */
    public static ScoredFindings read(Path folder) throws IOException {
        List<ScoredAlert> alerts = new ArrayList<>();
        Set<String> versions = new HashSet<>();
        JsonLines.read(folder.resolve("alerts.jsonl"), line -> {
            ScoredAlert alert = alert(line);
            if (versions.add(alert.alertId() + "/" + alert.version())) {
                alerts.add(alert);
            }
        });
        Map<String, ScoredVerdict> verdicts = new LinkedHashMap<>();
        JsonLines.read(folder.resolve("verdicts.jsonl"), line -> {
            ScoredVerdict verdict = verdict(line);
            verdicts.put(verdict.verdictId(), verdict);
        });
        alerts.sort(ORDER);
        return new ScoredFindings(alerts, List.copyOf(verdicts.values()));
    }

    /** @param envelope a CloudEvent with the alert as its data */
    static ScoredAlert alert(JsonObject envelope) throws JsonObject.Malformed {
        JsonObject data = envelope.object("data");
        JsonObject scope = data.object("scope");
        JsonObject cohort = scope.objectOrNull("cohort");
        JsonObject forecast = data.objectOrNull("forecast");
        return new ScoredAlert(
                data.text("alertId"),
                data.count("version"),
                data.text("status"),
                data.text("pattern"),
                data.text("cause"),
                data.text("severity"),
                scope.text("hub"),
                cohort == null ? "" : cohort.text("key"),
                cohort == null ? "" : cohort.text("value"),
                scope.count("deviceCount"),
                devices(scope),
                data.time("onset"),
                data.time("detectedAt"),
                data.time("lastSeenAt"),
                data.timeOrNull("resolvedAt"),
                envelope.time("time"),
                forecast == null ? null : forecast.time("at"),
                forecast == null ? null : Integer.valueOf(forecast.count("devices")));
    }

    private static List<DeviceKey> devices(JsonObject scope) throws JsonObject.Malformed {
        List<DeviceKey> devices = new ArrayList<>();
        for (String id : scope.texts("devices")) { // a module's with its device and a slash before it
            try {
                devices.add(DeviceKey.parse(scope.text("hub") + "/" + id));
            } catch (IllegalArgumentException e) {
                throw new JsonObject.Malformed("field \"devices\": " + e.getMessage());
            }
        }
        return devices;
    }

    static ScoredVerdict verdict(JsonObject line) throws JsonObject.Malformed {
        return new ScoredVerdict(
                line.text("verdictId"),
                line.text("status"),
                device(line),
                line.text("pattern"),
                line.text("cause"),
                line.time("onset"),
                line.time("detectedAt"),
                line.timeOrNull("resolvedAt"),
                line.numberOrNull("ageSeconds"),
                line.textOrEmpty("alertId"));
    }

    static DeviceKey device(JsonObject line) throws JsonObject.Malformed {
        try {
            return new DeviceKey(line.text("hub"), line.text("deviceId"), line.textOrEmpty("moduleId"));
        } catch (IllegalArgumentException e) {
            throw new JsonObject.Malformed(String.valueOf(e.getMessage()));
        }
    }
}
