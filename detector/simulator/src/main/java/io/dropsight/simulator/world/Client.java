package io.dropsight.simulator.world;

import io.dropsight.simulator.Dice;
import java.util.List;

/** Client libraries: what they call themselves, how often they give a sign of life, how they come back. */
public enum Client {
    C(
            240,
            240,
            240,
            Backoff.EXPONENTIAL_LONG,
            "iothubclient/1.15.0 (native; Linux; x86_64)",
            "iothubclient/1.8.0 (native; freertos; esp platform)"),
    NODE(
            180,
            180,
            180,
            Backoff.EXPONENTIAL,
            "azure-iot-device/1.18.4 (node v18.20.0; Linux 5.15; x64)",
            "azure-iot-device/1.17.1 (node v10.16.0; Windows_NT 10.0.18363; x64)"),
    PYTHON(
            60,
            60,
            60,
            Backoff.FIXED,
            "azure-iot-device-iothub-py/2.14.0(3.11.4;Linux 6.1;x86_64)",
            "azure-iot-device-iothub-py/2.12.0(3.8.10;Linux 5.4;armv7l)"),
    DOTNET(
            300,
            75,
            120,
            Backoff.EXPONENTIAL,
            ".NET/1.42.0 (.NET 8.0.1; Linux; X64)",
            ".NET/1.36.6 (.NET 6.0; Linux; X64)"),
    JAVA(
            230,
            230,
            230,
            Backoff.EXPONENTIAL,
            "com.microsoft.azure.sdk.iot.iot-device-client/2.5.0 (17.0.9; Linux; amd64)",
            "com.microsoft.azure.sdk.iot.iot-device-client/1.34.2 (11.0.2; Linux; arm)"),
    EMBEDDED(30, 30, 30, Backoff.EXPONENTIAL_SLOW, "c/1.5.0(ard;esp32)", "c/1.3.1(ard;esp32)");

    private static final List<Client> ALL = List.of(values());

    private final double keepAliveSeconds;
    private final double pingSeconds;
    private final double amqpIdleSeconds;
    private final Backoff backoff;
    private final String newest;
    private final String older;

    Client(
            double keepAliveSeconds,
            double pingSeconds,
            double amqpIdleSeconds,
            Backoff backoff,
            String newest,
            String older) {
        this.keepAliveSeconds = keepAliveSeconds;
        this.pingSeconds = pingSeconds;
        this.amqpIdleSeconds = amqpIdleSeconds;
        this.backoff = backoff;
        this.newest = newest;
        this.older = older;
    }

    static Client any(Dice dice) {
        return dice.oneOf(ALL);
    }

    String anyVersion(Dice dice) {
        return dice.chance(0.6) ? newest : older;
    }

    public String newest() {
        return newest;
    }

    public String older() {
        return older;
    }

    String anyProtocol(Dice dice) {
        boolean amqpToo = this != EMBEDDED && this != PYTHON;
        double choice = dice.unit();
        return amqpToo && choice < 0.25 ? "Amqp" : choice > 0.95 ? "MqttWs" : "Mqtt";
    }

    Backoff backoff() {
        return backoff;
    }

    /** Without a packet for so long the hub gives the connection up: 1.5 times the keep-alive of MQTT. */
    double silenceSeconds(boolean amqp) {
        return amqp ? amqpIdleSeconds : 1.5 * keepAliveSeconds;
    }

    /** Packets are never further apart. */
    double pingSeconds(boolean amqp) {
        return amqp ? amqpIdleSeconds / 2 : pingSeconds;
    }
}
