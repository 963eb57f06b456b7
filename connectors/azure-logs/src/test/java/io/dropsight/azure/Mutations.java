package io.dropsight.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damage to sound records, and records out of nothing. */
final class Mutations {
    private static final List<String> NAMES = List.of(
            "time",
            "Time",
            "TimeGenerated",
            "resourceId",
            "_ResourceId",
            "operationName",
            "category",
            "Category",
            "level",
            "resultType",
            "statusType",
            "errorCode",
            "resultDescription",
            "statusDescription",
            "properties",
            "properties_s",
            "deviceId",
            "deviceId_s",
            "moduleId",
            "protocol",
            "sdkVersion",
            "SDKVersion_s",
            "authType",
            "authenticationType",
            "maskedIpAddress",
            "maskedIpAddresss",
            "metricName",
            "total",
            "average",
            "maximum",
            "eventType",
            "type",
            "sequenceNumber",
            "location",
            "x",
            "");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "2",
            "404104",
            "-1",
            "1.5",
            "\"\"",
            "\" \"",
            "[]",
            "{}",
            "[1,{\"a\":[]}]",
            "{\"type\":\"sas\"}",
            "\"{\\\"type\\\":\\\"x509Certificate\\\"}\"",
            "\"sas\"",
            "\"x509 or sas\"",
            "\"deviceConnect\"",
            "\"moduleDisconnect\"",
            "\"somethingElse\"",
            "\"Connections\"",
            "\"routes\"",
            "\"Odd\"",
            "\"Error\"",
            "\"information\"",
            "\"404104\"",
            "\"ServiceUnavailable\"",
            "\"Success\"",
            "\"a 401003 b 500001\"",
            "\"1234567\"",
            "\"2026-03-02T08:05:13Z\"",
            "\" 2026-03-02T08:05:13.1234567+02:00\"",
            "\"2026-03-02 08:05\"",
            "\"1601-01-01T00:00:00Z\"",
            "\"2026-02-30T08:05:13Z\"",
            "\"yesterday\"",
            "\"/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/H1\"",
            "\"/\"",
            "\"dev/mod/x\"",
            "\"/mod\"",
            "\"a\\u0007b\"",
            "\"\\ud800\"",
            "\"{\\\"deviceId\\\":\\\"in\\\"}\"",
            "\"\\\"{\\\\\\\"deviceId\\\\\\\":1}\\\"\"",
            "{\"deviceId\":\"dd\",\"protocol\":\"Amqp\"}",
            "\"connectedDeviceCount\"",
            "\"Devices.connectedDevices.allProtocol\"",
            "\"d2c.twin\"",
            "\"12.5\"",
            "\"Microsoft.Devices.DeviceConnected\"");

    private Mutations() {}

    /** One to three of: a flipped byte, a deleted stretch, a stretch twice. */
    static byte[] bytes(byte[] sound, Random random) {
        byte[] bytes = sound;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 60));
            int kind = random.nextInt(3);
            if (kind == 0) {
                bytes = bytes.clone();
                bytes[at] ^= (byte) (1 << random.nextInt(8));
            } else {
                int gap = kind == 1 ? length : -length;
                byte[] changed = Arrays.copyOf(bytes, bytes.length - gap);
                System.arraycopy(bytes, at + length, changed, at + length - gap, bytes.length - at - length);
                if (kind == 2) {
                    System.arraycopy(bytes, at, changed, at + length, length);
                }
                bytes = changed.length == 0 ? bytes : changed;
            }
        }
        return bytes;
    }

    /** The record with some fields, at any depth, set to other values or removed. */
    static String fields(String record, Random random) {
        try {
            JsonNode tree = TreeDecoder.MAPPER.readTree(record);
            List<ObjectNode> objects = new ArrayList<>();
            collect(tree, objects);
            for (int i = random.nextInt(3); i >= 0; i--) {
                ObjectNode object = objects.get(random.nextInt(objects.size()));
                List<String> names = new ArrayList<>();
                object.fieldNames().forEachRemaining(names::add);
                String name = any(names.isEmpty() || random.nextInt(4) == 0 ? NAMES : names, random);
                if (random.nextInt(5) == 0) {
                    object.remove(name);
                } else if (!name.equals("records")) {
                    object.set(name, TreeDecoder.MAPPER.readTree(any(VALUES, random)));
                }
            }
            return tree.toString();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        if (node instanceof ObjectNode || node instanceof ArrayNode) {
            node.forEach(child -> collect(child, objects));
        }
    }

    /** A record, or an array or envelope of some. */
    static String randomRecords(Random random) {
        if (random.nextInt(3) > 0) {
            return randomRecord(random);
        }
        List<String> records = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            records.add(randomRecord(random));
        }
        String list = String.join(random.nextBoolean() ? "," : "\n , \n", records);
        return random.nextBoolean() ? "[" + list + "]" : "{\"a\":{\"b\":[]},\"records\":[" + list + "] ,\"c\":1}";
    }

    /** Biased towards what makes a connection record, so that deep rules are reached. */
    private static String randomRecord(Random random) {
        StringBuilder record = new StringBuilder("{");
        List<String> names = new ArrayList<>(NAMES);
        if (random.nextInt(3) > 0) {
            record.append("\"category\":\"Connections\",\"time\":\"2026-03-02T08:05:13Z\",\"deviceId\":\"out\",");
            names.removeAll(List.of("category", "Category", "time", "deviceId"));
        }
        for (int i = random.nextInt(7); i > 0; i--) {
            String name = names.remove(random.nextInt(names.size()));
            record.append("\"%s\":%s,".formatted(name, any(VALUES, random)));
        }
        return record.append("\"end\":0}").toString();
    }

    private static String any(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
