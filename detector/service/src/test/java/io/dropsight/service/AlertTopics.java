package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.kafka.EmbeddedKafka;
import io.dropsight.service.maintenance.MaintenanceBoard;
import io.dropsight.service.maintenance.MaintenanceTopic;
import io.dropsight.service.maintenance.Publication;
import io.dropsight.service.sinks.Sinks;
import io.dropsight.service.view.AlertBoard;
import io.dropsight.service.view.TopicReader;
import io.dropsight.service.view.VerdictBoard;
import io.dropsight.service.view.Views;
import io.dropsight.topology.Names;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with the topics of a service, on which a test writes alerts, and what a service knows from them. */
public final class AlertTopics implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final EmbeddedKafka kafka = EmbeddedKafka.temporary();
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Runnable> open = new ArrayList<>();

    public AlertTopics() {
        producer = new KafkaProducer<>(connection(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Makes the topics of one test. */
    public Names names(String prefix) {
        Names names = new Names(prefix);
        try (Admin admin = Admin.create(connection())) {
            DetectorTopics.create(admin, names, 1, (short) 1, DetectorTopics.Retention.ALL);
        }
        return names;
    }

    public Map<String, Object> connection() {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Of devices of the hub {@code plant-hub}; version 1 opens. */
    public static String alert(String alertId, int version, String status) {
        boolean resolved = status.equals("resolved");
        String change = resolved ? "resolved" : version == 1 ? "opened" : "updated";
        String json = """
                {"specversion":"1.0","id":"%1$s/%2$d","source":"plant-hub","type":"io.dropsight.alert.%3$s",\
                "subject":"%1$s","time":"2026-03-02T09:00:00Z","datacontenttype":"application/json","data":\
                {"alertId":"%1$s","version":%2$d,"status":"%4$s","severity":"warning","pattern":"random",\
                "cause":"network_loss","confidence":0.9,"alternatives":[],"scope":{"hub":"plant-hub","deviceCount":2,\
                "devices":["cam-1","cam-2"]},"onset":"2026-03-02T08:00:00Z","detectedAt":"2026-03-02T09:00:00Z",\
                "lastSeenAt":"2026-03-02T08:50:00Z",%5$s"evidence":["2 devices drop 38 times a day"],"recommendations":\
                [{"text":"Test the network","link":"https://example.com/network"}],"falseAlarmProbability":0.001,\
                "feed":{"lagSeconds":4,"gap":false}}}""".formatted(
                        alertId, version, change, status, resolved ? "\"resolvedAt\":\"2026-03-02T10:00:00Z\"," : "");
        Schemas.assertAlert(json);
        return json;
    }

    /** Returns once it is on the topic. */
    public void write(Names names, String alertId, int version, String status) throws Exception {
        write(names.alerts(), alertId, alert(alertId, version, status));
    }

    private void write(String topic, String key, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value.getBytes(UTF_8)))
                .get();
    }

    /** What one instance of a service knows; and its writer of the maintenance topic. */
    public record Knowledge(Sinks.State state, MaintenanceTopic topic) {}

    /** Returns once it has read the past. */
    public Knowledge knowledge(Names names) throws InterruptedException {
        AlertBoard alerts = new AlertBoard();
        MaintenanceBoard maintenance = new MaintenanceBoard();
        Views views = new Views(alerts, new VerdictBoard(), names.alerts(), names.verdicts());
        TopicReader reader =
                TopicReader.start(connection(), List.of(names.alerts(), names.maintenance()), (message, live) -> {
                    if (message.topic().equals(names.maintenance())) {
                        Schemas.assertMaintenance(new String(message.value(), UTF_8));
                        maintenance.take(message);
                    } else {
                        views.take(message, live);
                    }
                });
        open.add(reader::close);
        MaintenanceTopic topic = new MaintenanceTopic(names.maintenance(), maintenance);
        topic.connect(connection());
        open.add(topic::close);
        await("the past is read", reader::isCaughtUp);
        Publication publication = new Publication(maintenance, Clock.systemUTC());
        return new Knowledge(new Sinks.State(alerts, maintenance, publication, reader::isCaughtUp), topic);
    }

    /** Polls until it holds. */
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() {
        open.forEach(Runnable::run);
        producer.close();
        kafka.close();
    }
}
