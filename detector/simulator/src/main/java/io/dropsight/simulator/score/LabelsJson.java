package io.dropsight.simulator.score;

import io.dropsight.simulator.Truth;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code labels.jsonl}: a line of type {@code scenario}, then one of type {@code device} or {@code incident} for
 * each trouble. Lines of other types are for others.
 */
public final class LabelsJson {
    private LabelsJson() {}

    /** @throws IOException if the file cannot be read, or a line is not what it should be; then it names file and line */
    public static Truth read(Path file) throws IOException {
        List<Truth> headers = new ArrayList<>();
        List<Truth.Device> devices = new ArrayList<>();
        List<Truth.Incident> incidents = new ArrayList<>();
        JsonLines.read(file, line -> {
            String type = line.textOrEmpty("type");
            if (headers.isEmpty() != type.equals("scenario")) {
                throw new JsonObject.Malformed(
                        headers.isEmpty()
                                ? "the first line has to be of type scenario: were these labels written by"
                                        + " an older dropsight simulate?"
                                : "there is a second scenario: give each its own file");
            }
            switch (type) {
                case "scenario" -> headers.add(header(line));
                case "device" -> devices.add(device(line));
                case "incident" -> incidents.add(incident(line));
                default -> {} // of a newer writer
            }
        });
        if (headers.isEmpty()) {
            throw JsonLines.wrong(file, "it is empty");
        }
        Truth header = headers.get(0);
        return new Truth(
                header.scenario(), header.seed(), header.from(), header.to(), header.fleetSize(), devices, incidents);
    }

    private static Truth header(JsonObject line) throws JsonObject.Malformed {
        return new Truth(
                line.text("scenario"),
                line.whole("seed"),
                line.time("from"),
                line.time("to"),
                line.count("fleetSize"),
                List.of(),
                List.of());
    }

    private static Truth.Device device(JsonObject line) throws JsonObject.Malformed {
        return new Truth.Device(
                FindingsJson.device(line),
                line.text("pattern"),
                line.text("cause"),
                line.numbers("agesSeconds").stream()
                        .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
                        .toList(),
                line.time("onset"),
                line.timeOrNull("until"),
                line.times("dropTimes"),
                line.flag("detectable"));
    }

    private static Truth.Incident incident(JsonObject line) throws JsonObject.Malformed {
        return new Truth.Incident(
                line.text("id"),
                line.text("hub"),
                line.text("pattern"),
                line.text("cause"),
                line.time("start"),
                line.time("end"),
                line.time("recovered"),
                line.textOrEmpty("cohortKey"),
                line.textOrEmpty("cohortValue"),
                line.count("drops"),
                line.count("scope"),
                line.flag("detectable"));
    }
}
