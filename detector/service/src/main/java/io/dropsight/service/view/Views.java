package io.dropsight.service.view;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hands the records of the topics to the boards. */
public final class Views implements TopicReader.Handler {
    private final AlertBoard alerts;
    private final VerdictBoard verdicts;
    private final String alertsTopic;
    private final String verdictsTopic;

    public Views(AlertBoard alerts, VerdictBoard verdicts, String alertsTopic, String verdictsTopic) {
        this.alerts = alerts;
        this.verdicts = verdicts;
        this.alertsTopic = alertsTopic;
        this.verdictsTopic = verdictsTopic;
    }

    public List<String> topics() {
        return List.of(alertsTopic, verdictsTopic);
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record, boolean live) {
        byte[] key = record.key();
        byte[] value = record.value();
        if (value == null) {
            return; // neither topic has tombstones of ours
        }
        if (record.topic().equals(alertsTopic)) {
            AlertVersion version = AlertVersion.read(value);
            if (version != null) {
                alerts.put(version, live);
            }
        } else if (key != null) {
            verdicts.put(new String(key, StandardCharsets.UTF_8), value);
        }
    }
}
