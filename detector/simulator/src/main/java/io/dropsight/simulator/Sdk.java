package io.dropsight.simulator;

import java.util.List;

/** What devices say that they run. */
final class Sdk {
    private Sdk() {}

    enum Family {
        C("iothubclient/1.15.0 (native; Linux; x86_64)", "iothubclient/1.8.0 (native; freertos; esp platform)"),
        NODE(
                "azure-iot-device/1.18.4 (node v18.20.0; Linux 5.15; x64)",
                "azure-iot-device/1.17.1 (node v10.16.0; Windows_NT 10.0.18363; x64)"),
        PYTHON(
                "azure-iot-device-iothub-py/2.14.0(3.11.4;Linux 6.1;x86_64)",
                "azure-iot-device-iothub-py/2.12.0(3.8.10;Linux 5.4;armv7l)"),
        DOTNET(".NET/1.42.0 (.NET 8.0.1; Linux; X64)", ".NET/1.36.6 (.NET 6.0; Linux; X64)"),
        JAVA(
                "com.microsoft.azure.sdk.iot.iot-device-client/2.5.0 (17.0.9; Linux; amd64)",
                "com.microsoft.azure.sdk.iot.iot-device-client/1.34.2 (11.0.2; Linux; arm)"),
        EMBEDDED("c/1.5.0(ard;esp32)", "");

        private final String newest;
        private final String older;

        Family(String newest, String older) {
            this.newest = newest;
            this.older = older;
        }

        String protocol(Dice dice) {
            boolean amqpToo = this != EMBEDDED && this != PYTHON;
            double choice = dice.unit();
            return amqpToo && choice < 0.25 ? "Amqp" : choice > 0.95 ? "MqttWs" : "Mqtt";
        }
    }

    private static final List<Family> FAMILIES = List.of(Family.values());

    static Family any(Dice dice) {
        return dice.oneOf(FAMILIES);
    }

    static String of(Family family, Dice dice) {
        return dice.chance(0.6) ? family.newest : family.older;
    }
}
