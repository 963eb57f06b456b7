package io.dropsight.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies as Azure Monitor writes them. */
final class Bodies {
    static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    private Bodies() {}

    static String record(String device, Instant at) {
        return """
                {"time":"%s","resourceId":"/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/PLANT",\
                "operationName":"deviceDisconnect","category":"Connections","level":"Error","resultType":"404104",\
                "resultDescription":"DeviceConnectionClosedRemotely","properties":{"deviceId":"%s","protocol":"Mqtt",\
                "authType":null,"maskedIpAddress":"203.0.113.XXX"}}""".formatted(at, device);
    }

    static String metric(Instant at, int connected) {
        return """
                {"count":1,"total":%d,"minimum":%d,"maximum":%d,"average":%d,"time":"%s",\
                "resourceId":"/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/PLANT",\
                "metricName":"connectedDeviceCount","timeGrain":"PT1M"}""".formatted(connected, connected, connected, connected, at);
    }

    /** An envelope of {@code count} records of the devices {@code name-0, name-1, ...}. */
    static byte[] envelope(String name, int count, Instant at) {
        return IntStream.range(0, count)
                .mapToObj(i -> record(name + "-" + i, at))
                .collect(Collectors.joining(",", "{\"records\":[", "]}"))
                .getBytes(UTF_8);
    }

    /** Its position names its device, so that what is read back tells where it came from. */
    static Payload payload(long position) {
        return payload(position, envelope("d" + position, 2, START.plusSeconds(position)));
    }

    static Payload payload(long position, byte[] body) {
        return new Payload(position, "o" + position, START.plusSeconds(position), body);
    }
}
