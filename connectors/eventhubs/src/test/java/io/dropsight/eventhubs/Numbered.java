package io.dropsight.eventhubs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Log records as Azure Monitor writes them, each with a number of its own: its time, in milliseconds after a begin. */
final class Numbered {
    static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    private static final int DEVICES = 40;

    private Numbered() {}

    /** A body with the records {@code from} to {@code from + count}, exclusive. */
    static byte[] body(int partition, long from, int count) {
        StringBuilder text = new StringBuilder(count * 420).append("{\"records\":[");
        for (long number = from; number < from + count; number++) {
            text.append(number == from ? "" : ",").append(record(partition, number));
        }
        return text.append("]}").toString().getBytes(UTF_8);
    }

    /** Bodies of so many records each, numbered without a hole. */
    static List<byte[]> bodies(int partition, long from, int bodies, int recordsEach) {
        List<byte[]> all = new ArrayList<>(bodies);
        for (int body = 0; body < bodies; body++) {
            all.add(body(partition, from + (long) body * recordsEach, recordsEach));
        }
        return all;
    }

    static String record(int partition, long number) {
        return """
                {"time":"%s","resourceId":"/SUBSCRIPTIONS/1/RESOURCEGROUPS/R/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/PLANT",\
                "operationName":"deviceDisconnect","category":"Connections","level":"Error","resultType":"404104",\
                "resultDescription":"DeviceConnectionClosedRemotely","properties":"{\\"deviceId\\":\\"p%d-device-%03d\\",\
                \\"protocol\\":\\"Mqtt\\",\\"authType\\":null,\\"maskedIpAddress\\":\\"203.0.113.XXX\\",\\"statusCode\\":404104}",\
                "location":"westeurope"}""".formatted(BEGIN.plusMillis(number), partition, number % DEVICES);
    }

    static long numberOf(Instant time) {
        return time.toEpochMilli() - BEGIN.toEpochMilli();
    }
}
