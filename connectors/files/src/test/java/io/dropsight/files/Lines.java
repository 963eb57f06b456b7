package io.dropsight.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Log lines, and files of them. */
final class Lines {
    static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    private Lines() {}

    static String drop(String device, Instant at) {
        return """
                {"time":"%s","resourceId":"/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/PLANT",\
                "operationName":"deviceDisconnect","category":"Connections","level":"Error","resultType":"404104",\
                "resultDescription":"DeviceConnectionClosedRemotely",\
                "properties":"{\\"deviceId\\":\\"%s\\",\\"protocol\\":\\"Mqtt\\",\\"maskedIpAddress\\":\\"203.0.113.XXX\\"}"}""".formatted(at, device);
    }

    /** As operations monitoring wrote them: the record names no hub. */
    static String dropWithoutHub(String device, Instant at) {
        return """
                {"time":"%s","operationName":"deviceDisconnect","category":"Connections","level":"Error",\
                "statusType":404104,"protocol":"Mqtt","deviceId":"%s"}""".formatted(at, device);
    }

    static String metric(Instant at, int devices) {
        return """
                {"total":%d,"average":%d,"resourceId":"/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/PLANT",\
                "time":"%s","metricName":"devices.connectedDevices.allProtocol","timeGrain":"PT1M"}""".formatted(devices, devices, at);
    }

    static String twinQuery(Instant at) {
        return drop("pump-1", at).replace("\"Connections\"", "\"TwinQueries\"");
    }

    /** As {@code kcat -J} prints it. */
    static String captured(String line, Instant arrival) {
        return """
                {"topic":"diag","partition":0,"offset":1,"tstype":"create","ts":%d,"key":null,"payload":"%s"}""".formatted(arrival.toEpochMilli(), line.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    static byte[] text(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(UTF_8);
    }

    static byte[] gz(byte[] plain) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static Path write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path file, String... lines) {
        return write(file, text(List.of(lines)));
    }
}
