package io.dropsight.azure;

import static io.dropsight.azure.Samples.decode;
import static io.dropsight.azure.Samples.event;
import static io.dropsight.azure.Samples.example;
import static io.dropsight.azure.Samples.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Operation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documented and captured records, field by field. */
class ExamplesTest {
    private static final String NODE_SDK = "azure-iot-device/1.18.4 (node v18.20.0; Linux 5.15; x64)";

    @Test
    void readsAConnectAsTheEventHubHasIt() {
        assertThat(event(example("a01-connect-event-hub")))
                .isEqualTo(new DiagnosticEvent(
                        DeviceKey.of("plant-hub", "press-007"),
                        Instant.parse("2026-03-02T07:00:11Z"),
                        Operation.CONNECT,
                        false,
                        0,
                        "",
                        "Mqtt",
                        "iothubclient/1.15.0 (native; Linux; x86_64)",
                        Auth.SAS,
                        "203.0.113.XXX"));
    }

    @Test
    void readsAConnectAsStorageHasIt() {
        assertThat(event(example("a02-connect-storage")))
                .isEqualTo(new DiagnosticEvent(
                        DeviceKey.of("plant-hub", "press-007"),
                        Instant.parse("2026-03-02T07:00:11Z"),
                        Operation.CONNECT,
                        false,
                        0,
                        "",
                        "Mqtt",
                        "",
                        Auth.UNKNOWN,
                        "203.0.113.XXX"));
    }

    @Test
    void readsADisconnectWithItsCode() {
        assertThat(event(example("a03-disconnect-404104-storage")))
                .isEqualTo(new DiagnosticEvent(
                        DeviceKey.of("plant-hub", "press-007"),
                        Instant.parse("2026-03-02T08:05:13Z"),
                        Operation.DISCONNECT,
                        true,
                        404104,
                        "DeviceConnectionClosedRemotely",
                        "Mqtt",
                        "",
                        Auth.UNKNOWN,
                        "203.0.113.XXX"));
    }

    @Test
    void readsOperationsMonitoring() {
        assertThat(event(example("a04-operations-monitoring")))
                .isEqualTo(new DiagnosticEvent(
                        DeviceKey.of(Samples.HUB, "pump-12"),
                        Instant.parse("2018-02-21T09:49:09.6025432Z"),
                        Operation.CONNECT,
                        true,
                        401003,
                        "IotHubUnauthorized",
                        "Amqp",
                        "",
                        Auth.SAS,
                        ""));
    }

    @Test
    void readsAllRecordsOfAnEnvelope() {
        List<Decoded> results = decode(example("a05-sas-triple-envelope"));
        assertThat(results)
                .extracting(result -> ((Decoded.Event) result).event().code())
                .containsExactly(401003, 404104);
        assertThat(results)
                .extracting(result -> ((Decoded.Event) result).event().auth())
                .containsExactly(Auth.SAS, Auth.UNKNOWN);
    }

    @Test
    void readsRefusedConnects() {
        assertThat(event(example("a06-connect-refused-401003")))
                .extracting(DiagnosticEvent::operation, DiagnosticEvent::code, DiagnosticEvent::description)
                .containsExactly(Operation.CONNECT, 401003, "IoTHubUnauthorized");
        assertThat(event(example("a10-connect-failed-500008")))
                .extracting(DiagnosticEvent::operation, DiagnosticEvent::code, DiagnosticEvent::description)
                .containsExactly(Operation.CONNECT, 500008, "GenericTimeout");
    }

    @Test
    void readsACleanDisconnect() {
        assertThat(event(example("a07-clean-disconnect-node")))
                .isEqualTo(new DiagnosticEvent(
                        DeviceKey.of("h1", "cam-3"),
                        Instant.parse("2026-03-02T07:45:11Z"),
                        Operation.DISCONNECT,
                        false,
                        0,
                        "",
                        "Mqtt",
                        NODE_SDK,
                        Auth.SAS,
                        "203.0.113.XXX"));
    }

    @Test
    void readsReplacedConnections() {
        assertThat(event(example("a08-link-conflict-409002")).code()).isEqualTo(409002);
        assertThat(event(example("a09-duplicate-identity-400027")).description())
                .isEqualTo("ConnectionForcefullyClosedOnNewConnection");
    }

    @Test
    void splitsAnEdgeModuleFromItsDevice() {
        assertThat(event(example("a11-edge-hub-module")).device()).isEqualTo(new DeviceKey("h1", "edge-5", "$edgeHub"));
    }

    @Test
    void readsCertificateDevices() {
        assertThat(event(example("a12-x509-network-loss")))
                .extracting(DiagnosticEvent::auth, DiagnosticEvent::sdkVersion)
                .containsExactly(Auth.X509, "azure-iot-device-iothub-py/2.14.0(3.11.4;Linux 6.1;x86_64)");
    }

    @Test
    void readsAzureDiagnosticsRows() {
        assertThat(event(example("a13-azure-diagnostics-row")))
                .isEqualTo(new DiagnosticEvent(
                        DeviceKey.of("h1", "meter-9"),
                        Instant.parse("2026-03-02T12:30:00Z"),
                        Operation.DISCONNECT,
                        true,
                        404104,
                        "DeviceConnectionClosedRemotely",
                        "Mqtt",
                        "",
                        Auth.UNKNOWN,
                        ""));
    }

    @Test
    void readsAnExportedListOfAzureDiagnosticsRows() {
        String row = example("a13-azure-diagnostics-row").strip();
        String named = row.replace("\"_ResourceId\"", "\"TableName\":\"PrimaryResult\",\"ResourceId\"");
        assertThat(kinds("[\n  " + row + ",\n  " + named + "\n]\n")).containsExactly("event meter-9", "event meter-9");
    }

    @Test
    void readsTheTotalOfTheExportedMetric() {
        assertThat(decode(example("metric-export")))
                .containsExactly(new Decoded.Metric(
                        new MetricSample(
                                "h1",
                                "devices.connectedDevices.allProtocol",
                                Instant.parse("2026-03-02T11:01:00Z"),
                                412),
                        null,
                        12));
    }
}
