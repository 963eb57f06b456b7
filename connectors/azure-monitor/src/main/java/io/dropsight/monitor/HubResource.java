package io.dropsight.monitor;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IoT hub as a resource of Azure.
 *
 * @param id           as given, without slashes around it
 * @param subscription lower case; Azure throttles by subscription
 * @param hub          name of the hub, lower case; unique in its cloud
 */
public record HubResource(String id, String subscription, String hub) {
    private static final Pattern ID = Pattern.compile(
            "/?(subscriptions/([0-9a-z-]{1,64})/resourcegroups/[\\w.()-]{1,90}"
                    + "/providers/microsoft\\.devices/iothubs/([a-z0-9][a-z0-9-]{1,49}))/?",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

    /**
     * Reads a resource id in whatever case it is written.
     *
     * @throws IllegalArgumentException if it is none of an IoT hub
     */
    public static HubResource parse(String id) {
        Matcher parts = ID.matcher(id.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no resource id of an IoT hub: use /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Devices/IotHubs/<hub>, as `az iot hub show --query id` prints it"
                            .formatted(id));
        }
        return new HubResource(
                parts.group(1),
                parts.group(2).toLowerCase(Locale.ROOT),
                parts.group(3).toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return hub;
    }
}
