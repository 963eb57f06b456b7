package io.dropsight.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import io.dropsight.model.FeedMessage;
import io.dropsight.simulator.EventHubBodies.Body;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a simulated log as files, and the truth beside it as {@code labels.jsonl} ({@link TruthJson}). The same
 * simulation gives the same bytes. Nothing that exists is overwritten.
 */
public final class ExportWriter {
    private static final String LOGS = "insights-logs-connections";
    private static final String METRICS = "insights-metrics-pt1m";
    private static final String LABELS = "labels.jsonl";
    private static final JsonFactory JSON =
            new JsonFactoryBuilder().rootValueSeparator("\n").build();

    private ExportWriter() {}

    /**
     * What was written.
     *
     * @param records records of the Connections log
     * @param metrics points of metrics
     */
    public record Written(long records, long metrics) {
        public long all() {
            return records + metrics;
        }
    }

    /**
     * As diagnostic settings export to a storage account: for each hub and hour of <i>arrival</i> a file with one record
     * a line in arrival order, metrics in a container of their own. Replay {@code folder}; {@code labels.jsonl} is in it.
     *
     * @throws FileAlreadyExistsException if the folder holds an export
     */
    public static Written writeStorage(Simulation simulation, Path folder) throws IOException {
        for (String container : List.of(LOGS, METRICS)) {
            if (Files.exists(folder.resolve(container))) {
                throw new FileAlreadyExistsException(
                        folder.resolve(container).toString(),
                        null,
                        "it would be mixed with another export: choose an empty folder");
            }
        }
        long records = 0;
        long metrics = 0;
        try (HourFiles files = new HourFiles(folder)) {
            for (Iterator<FeedMessage> all = simulation.messages().iterator(); all.hasNext(); ) {
                FeedMessage message = all.next();
                Instant arrival = message.arrival().at();
                if (message instanceof FeedMessage.Event event) {
                    RecordJson.write(
                            files.of(LOGS, event.event().device().hub(), arrival),
                            event.event(),
                            RecordJson.Form.STORAGE);
                    records++;
                } else if (message instanceof FeedMessage.Metric metric) {
                    RecordJson.write(files.of(METRICS, metric.sample().hub(), arrival), metric.sample());
                    metrics++;
                }
            }
        }
        Files.createDirectories(folder);
        TruthJson.write(simulation.truth(), folder.resolve(LABELS));
        return new Written(records, metrics);
    }

    /**
     * As {@code kcat -C -J} captures event hubs: one message a line, whose {@code ts} is the arrival and whose payload is
     * the text of a {@code records} envelope. What arrives from one source in one millisecond shares a message; each
     * source of the log is a partition. {@code labels.jsonl} is beside the file.
     *
     * @throws FileAlreadyExistsException if the file exists
     */
    public static Written writeCapture(Simulation simulation, Path file) throws IOException {
        long records = 0;
        long metrics = 0;
        Map<String, Long> offsets = new HashMap<>();
        Map<String, Integer> partitions = new HashMap<>();
        try (JsonGenerator out = create(file)) {
            for (Iterator<Body> bodies = new EventHubBodies(simulation); bodies.hasNext(); ) {
                Body body = bodies.next();
                String topic = body.isMetric() ? METRICS : LOGS;
                int partition =
                        body.isMetric() ? 0 : partitions.computeIfAbsent(body.source(), name -> partitions.size());
                long offset = offsets.merge(topic + partition, 1L, Long::sum) - 1;
                writeMessage(out, topic, partition, offset, body.arrival(), body.json());
                records += body.isMetric() ? 0 : body.records();
                metrics += body.isMetric() ? body.records() : 0;
            }
            out.writeRaw('\n');
        }
        TruthJson.write(simulation.truth(), file.resolveSibling(LABELS));
        return new Written(records, metrics);
    }

    private static void writeMessage(
            JsonGenerator out, String topic, int partition, long offset, Instant arrival, String payload)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("topic", topic);
        out.writeNumberField("partition", partition);
        out.writeNumberField("offset", offset);
        out.writeStringField("tstype", "create");
        out.writeNumberField("ts", arrival.toEpochMilli());
        out.writeNumberField("broker", 0);
        out.writeNullField("key");
        out.writeStringField("payload", payload);
        out.writeEndObject();
    }

    /** The files of the hour that is being written, by container and hub: arrivals never fall. */
    private static final class HourFiles implements AutoCloseable {
        private final Path folder;
        private final Map<String, JsonGenerator> open = new LinkedHashMap<>();
        private Instant hour = Instant.MIN;

        HourFiles(Path folder) {
            this.folder = folder;
        }

        JsonGenerator of(String container, String hub, Instant arrival) throws IOException {
            Instant itsHour = arrival.truncatedTo(ChronoUnit.HOURS);
            if (!itsHour.equals(hour)) {
                close();
                hour = itsHour;
            }
            JsonGenerator out = open.get(container + "/" + hub);
            if (out == null) {
                Path path = folder.resolve(container) // the id starts with a /
                        .resolve("resourceId=" + RecordJson.resourceId(hub))
                        .resolve(hourPath(hour));
                out = create(path);
                open.put(container + "/" + hub, out);
            }
            return out;
        }

        @Override
        public void close() throws IOException {
            for (JsonGenerator out : open.values()) {
                try (out) {
                    out.writeRaw('\n');
                }
            }
            open.clear();
        }
    }

    private static String hourPath(Instant hour) {
        ZonedDateTime at = hour.atZone(ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "y=%04d/m=%02d/d=%02d/h=%02d/m=00/PT1H.json",
                at.getYear(),
                at.getMonthValue(),
                at.getDayOfMonth(),
                at.getHour());
    }

    private static JsonGenerator create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return JSON.createGenerator(
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW));
    }
}
