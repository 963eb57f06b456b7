package io.dropsight.detect.hub;

import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An alert in words: evidence with its numbers, and the vendor's advice with its link. */
final class Wording {
    private static final String CONNECTIVITY =
            "https://learn.microsoft.com/azure/iot-hub/iot-hub-troubleshoot-connectivity";
    private static final String ERROR_404104 = "https://learn.microsoft.com/azure/iot-hub/troubleshoot-error-codes";
    private static final String RECONNECT =
            "https://learn.microsoft.com/azure/iot/concepts-manage-device-reconnections";

    private Wording() {}

    static List<String> evidence(AlertGroup group) {
        List<String> lines = new ArrayList<>();
        boolean anchored = group.cause == Cause.SCHEDULED;
        lines.add(String.format(
                Locale.ROOT,
                anchored
                        ? "%s drop%s about every %s; %d drops fit, half of them within %s"
                        : "sessions of %s end%s at an age of %s; %d drops fit, half of them within %s",
                group.deviceCount() == 1 ? "one device" : group.deviceCount() + " devices",
                anchored && group.deviceCount() == 1 ? "s" : "",
                duration(group.ageSeconds),
                group.fitting(),
                duration(Math.max(1, group.jitterSeconds))));
        if (group.unauthorized > 0) {
            lines.add(group.unauthorized + " of the latest " + group.recent
                    + " carried 401003 IotHubUnauthorized: the hub refused the old token");
        }
        if (2 * group.clean > group.recent) {
            lines.add(group.clean + " of the latest " + group.recent
                    + " were clean disconnects: the client closed the connection itself");
        }
        if (group.returnSeconds >= 0) {
            lines.add("back after " + duration(group.returnSeconds) + " (median)");
        }
        if (!group.example.isEmpty()) {
            lines.add("for example " + group.example);
        }
        return lines;
    }

    static List<Alert.Recommendation> recommendations(Cause cause) {
        return switch (cause) {
            case SAS_TOKEN_EXPIRY ->
                List.of(
                        new Alert.Recommendation(
                                "The drop is the token's end, not a fault of network or hub: over MQTT a token cannot be"
                                        + " renewed within a connection. Use a current device SDK that renews before"
                                        + " expiry, give tokens a longer lifetime, or use X.509 certificates",
                                CONNECTIVITY),
                        new Alert.Recommendation(
                                "Where 401003 repeats and a device does not return, check its key and its clock",
                                ERROR_404104));
            case SAS_TOKEN_RENEWAL ->
                List.of(new Alert.Recommendation(
                        "Normal: the SDK closes the connection to renew its token and is back in seconds. If even that"
                                + " disturbs, lengthen the token's lifetime in the client's options",
                        CONNECTIVITY));
            case IDLE_TIMEOUT ->
                List.of(new Alert.Recommendation(
                        "Something closes the connection at a fixed age although no token expires: look for idle"
                                + " limits of gateways, proxies and load balancers on the way, and keep the client's"
                                + " keep-alive below them",
                        CONNECTIVITY));
            case SCHEDULED ->
                List.of(new Alert.Recommendation(
                        "Looks planned (reboot, power or duty cycle). If it is not, look for a job on the device at"
                                + " these times",
                        RECONNECT));
        };
    }

    /** Such as {@code 45 s}, {@code 65 min 2 s}, {@code 19 h 12 min}, {@code 2 d 1 h}. */
    static String duration(double seconds) {
        long s = Math.round(seconds);
        if (s < 120) {
            return s + " s";
        }
        if (s < 3 * 3600) {
            return s / 60 + " min" + (s % 60 == 0 ? "" : " " + s % 60 + " s");
        }
        long minutes = Math.round(seconds / 60);
        if (minutes < 48 * 60) {
            return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        long hours = Math.round(seconds / 3600);
        return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
    }
}
