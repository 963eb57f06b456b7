package io.dropsight.detect.hub;

import io.dropsight.model.Alert.Recommendation;
import io.dropsight.model.Cause;
import java.util.List;

/**
 * What to do about a cause: the vendor's recommendation with its link. A longer keep-alive on a bad network is never
 * among it: it only hides the loss for longer.
 */
final class Advice {
    private static final String CONNECTIVITY =
            "https://learn.microsoft.com/azure/iot-hub/iot-hub-troubleshoot-connectivity";
    private static final String ERROR_CODES = "https://learn.microsoft.com/azure/iot-hub/troubleshoot-error-codes";
    private static final String RECONNECT =
            "https://learn.microsoft.com/azure/iot/concepts-manage-device-reconnections";
    private static final String MONITOR = "https://learn.microsoft.com/azure/iot-hub/monitor-iot-hub";
    private static final String QUOTAS = "https://learn.microsoft.com/azure/iot-hub/iot-hub-devguide-quotas-throttling";
    private static final String MQTT = "https://learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-hub";
    private static final String RESOURCE_LOGS =
            "https://learn.microsoft.com/azure/azure-monitor/essentials/resource-logs";

    private Advice() {}

    static List<Recommendation> on(Cause cause) {
        return switch (cause) {
            case SAS_TOKEN_EXPIRY ->
                List.of(
                        new Recommendation(
                                "The drop is the token's end, not a fault of network or hub: over MQTT a token cannot be"
                                        + " renewed within a connection. Use a current device SDK that renews before"
                                        + " expiry, give tokens a longer lifetime, or use X.509 certificates",
                                CONNECTIVITY),
                        new Recommendation(
                                "Where 401003 repeats and a device does not return, check its key and its clock",
                                ERROR_CODES));
            case SAS_TOKEN_RENEWAL ->
                one(
                        "Normal: the SDK closes the connection to renew its token and is back in seconds. If even that"
                                + " disturbs, lengthen the token's lifetime in the client's options",
                        CONNECTIVITY);
            case IDLE_TIMEOUT ->
                one(
                        "Something closes the connection at a fixed age although no token expires: look for idle"
                                + " limits of gateways, proxies and load balancers on the way, and keep the client's"
                                + " keep-alive below them",
                        CONNECTIVITY);
            case SCHEDULED ->
                one(
                        "Looks planned (reboot, power or duty cycle). If it is not, look for a job on the device at"
                                + " these times",
                        RECONNECT);
            case NETWORK_LOSS ->
                one(
                        "Test the device's network (signal, roaming, NAT and firewall time-outs). Do not lengthen the"
                                + " keep-alive on a bad network: the loss would only be seen later. A shorter one finds"
                                + " a lost connection sooner",
                        MQTT);
            case TCP_RESET ->
                one(
                        "The connection is reset and the client is back at once: update the device SDK, and look for"
                                + " proxies and firewalls that reset connections",
                        CONNECTIVITY);
            case APP_CRASH ->
                one(
                        "The device is back after the same time each time, as a program that starts anew: look at its"
                                + " own logs for crashes, watchdogs and lack of memory",
                        CONNECTIVITY);
            case DUPLICATE_IDENTITY ->
                one(
                        "Two clients use one device identity and throw each other out. Give each client an identity"
                                + " of its own, and look for a copied image or a second process",
                        ERROR_CODES);
            case AUTH_FAILURE ->
                one(
                        "The hub refuses the device: check its key or certificate thumbprint, whether its token has"
                                + " expired, and the clock of the device (NTP). It will not come back by itself",
                        ERROR_CODES);
            case DEVICE_DISABLED ->
                one(
                        "The device is disabled in the hub's registry. If that was meant, stop its client; if not,"
                                + " enable it",
                        ERROR_CODES);
            case THROTTLED ->
                one(
                        "The device sends or asks more than its hub allows: reduce its rate, back off on 429, or add"
                                + " units to the hub",
                        QUOTAS);
            case UNKNOWN ->
                one(
                        "Compare the device with its neighbours in the same network and on the same SDK version, and"
                                + " look at its own logs at these times",
                        CONNECTIVITY);
            case HUB_TRANSIENT ->
                List.of(
                        new Recommendation(
                                "Look at Azure Resource Health and the status page of the hub's region. Devices should"
                                        + " retry with exponential back-off and jitter; do not restart the fleet, the"
                                        + " hub admits connections at a limited rate",
                                ERROR_CODES),
                        new Recommendation("If it lasts, open a support request, or fail over by hand", RECONNECT));
            case HUB_MAINTENANCE ->
                one(
                        "The service moves connections during an upgrade; an immediate retry works. Nothing to do where"
                                + " devices reconnect by themselves",
                        ERROR_CODES);
            case HUB_FAILOVER ->
                one(
                        "The hub fails over to its paired region. Devices must resolve the host name anew and retry;"
                                + " wait until it has finished",
                        RECONNECT);
            case QUOTA_EXCEEDED ->
                one(
                        "The daily message quota is used up until 00:00 UTC: add units to the hub, or reduce what"
                                + " devices send",
                        QUOTAS);
            case HUB_SUSPENDED ->
                one(
                        "The hub is suspended: look at the subscription (billing, spending limit) and the hub's state in"
                                + " the portal",
                        ERROR_CODES);
            case NETWORK_OUTAGE ->
                one(
                        "The devices of one network drop: look at that site's uplink, router, firewall and provider."
                                + " The hub serves all others",
                        RECONNECT);
            case ROLLOUT ->
                one(
                        "Devices come back with another SDK version: a rollout. Roll out in smaller waves if the drops"
                                + " disturb",
                        RECONNECT);
            case SDK_FAULT ->
                one(
                        "The devices of one SDK version drop and others do not: look at that version's release notes"
                                + " and issues, and move to a current one",
                        CONNECTIVITY);
            case PROTOCOL_FAULT ->
                one(
                        "The devices of one protocol drop and others do not: look at firewalls and proxies for its port"
                                + " (8883 MQTT, 5671 AMQP, 443 WebSockets), and at the hub's status page",
                        CONNECTIVITY);
            case SAS_ECHO ->
                one(
                        "Expected: devices that connected together got tokens that end together. Give token lifetimes a"
                                + " random part, so that the wave flattens",
                        RECONNECT);
            case FEED_GAP ->
                one(
                        "No records come from this hub's log: check the diagnostic setting, the event hub and the"
                                + " connector. Until it flows again nothing can be said about its devices",
                        MONITOR);
            case FEED_DELAY ->
                one(
                        "The log comes late, which Azure does not rule out. Verdicts wait for it; if it lasts, look at"
                                + " the event hub's throughput and the connector's lag",
                        RESOURCE_LOGS);
        };
    }

    private static List<Recommendation> one(String text, String link) {
        return List.of(new Recommendation(text, link));
    }
}
