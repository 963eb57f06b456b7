package io.dropsight.model;

import java.util.Comparator;

/**
 * One identity of one IoT hub: the key of {@code dropsight.events}.
 *
 * @param hub      name of the IoT hub, lower case, without {@code /}
 * @param deviceId as it came (IoT Hub ids are case-sensitive), without {@code /}
 * @param moduleId module of the device, or empty for the device itself
 */
public record DeviceKey(String hub, String deviceId, String moduleId) implements Comparable<DeviceKey> {
    private static final Comparator<DeviceKey> ORDER = Comparator.comparing(DeviceKey::hub)
            .thenComparing(DeviceKey::deviceId)
            .thenComparing(DeviceKey::moduleId);

    public DeviceKey {
        if (hub.isEmpty() || hub.indexOf('/') >= 0 || deviceId.isEmpty() || deviceId.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "hub \"%s\", device \"%s\": neither may be empty or hold a /".formatted(hub, deviceId));
        }
    }

    public static DeviceKey of(String hub, String deviceId) {
        return new DeviceKey(hub, deviceId, "");
    }

    /** {@code hub/deviceId} or {@code hub/deviceId/moduleId}. */
    public String text() {
        return moduleId.isEmpty() ? hub + "/" + deviceId : hub + "/" + deviceId + "/" + moduleId;
    }

    /**
     * The inverse of {@link #text()}; a module id may itself hold a {@code /}.
     *
     * @throws IllegalArgumentException if the text is no such key
     */
    public static DeviceKey parse(String text) {
        int first = text.indexOf('/');
        if (first < 0) {
            throw new IllegalArgumentException(
                    "a device key of " + text.length() + " characters without a /: use hub/deviceId[/moduleId]");
        }
        int second = text.indexOf('/', first + 1);
        return second < 0
                ? new DeviceKey(text.substring(0, first), text.substring(first + 1), "")
                : new DeviceKey(
                        text.substring(0, first), text.substring(first + 1, second), text.substring(second + 1));
    }

    @Override
    public int compareTo(DeviceKey other) {
        return ORDER.compare(this, other);
    }
}
