package io.dropsight.model;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One identity of one IoT hub: the key of {@code dropsight.events}. Immutable; as its text is asked for with every record
 * and signal, it is kept.
 */
public final class DeviceKey implements Comparable<DeviceKey> {
    private static final Comparator<DeviceKey> ORDER = Comparator.comparing(DeviceKey::hub)
            .thenComparing(DeviceKey::deviceId)
            .thenComparing(DeviceKey::moduleId);

    private final String hub;
    private final String deviceId;
    private final String moduleId;
    /** Null until it is asked for; two threads may make it twice, which does no harm. */
    private @Nullable String text;

    /**
     * @param hub      name of the IoT hub, lower case, without {@code /}
     * @param deviceId as it came (IoT Hub ids are case-sensitive), without {@code /}
     * @param moduleId module of the device, or empty for the device itself
     */
    public DeviceKey(String hub, String deviceId, String moduleId) {
        if (hub.isEmpty() || hub.indexOf('/') >= 0 || deviceId.isEmpty() || deviceId.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "hub \"%s\", device \"%s\": neither may be empty or hold a /".formatted(hub, deviceId));
        }
        this.hub = hub;
        this.deviceId = deviceId;
        this.moduleId = moduleId;
    }

    public static DeviceKey of(String hub, String deviceId) {
        return new DeviceKey(hub, deviceId, "");
    }

    /** {@code hub/deviceId} or {@code hub/deviceId/moduleId}. */
    public String text() {
        String known = text;
        if (known == null) {
            known = moduleId.isEmpty() ? hub + "/" + deviceId : hub + "/" + deviceId + "/" + moduleId;
            text = known;
        }
        return known;
    }

    public String hub() {
        return hub;
    }

    public String deviceId() {
        return deviceId;
    }

    /** Empty for the device itself. */
    public String moduleId() {
        return moduleId;
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
        DeviceKey key = second < 0
                ? new DeviceKey(text.substring(0, first), text.substring(first + 1), "")
                : new DeviceKey(
                        text.substring(0, first), text.substring(first + 1, second), text.substring(second + 1));
        key.text = second == text.length() - 1 ? null : text; // which an empty module's slash is no part of
        return key;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DeviceKey that
                && deviceId.equals(that.deviceId)
                && hub.equals(that.hub)
                && moduleId.equals(that.moduleId);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * hub.hashCode() + deviceId.hashCode()) + moduleId.hashCode();
    }

    @Override
    public String toString() {
        return "DeviceKey[hub=" + hub + ", deviceId=" + deviceId + ", moduleId=" + moduleId + "]";
    }

    @Override
    public int compareTo(DeviceKey other) {
        return ORDER.compare(this, other);
    }
}
