package io.dropsight.azure;

import static io.dropsight.azure.Samples.event;
import static io.dropsight.azure.Samples.example;
import static io.dropsight.azure.Samples.kinds;
import static io.dropsight.azure.Samples.quoted;
import static io.dropsight.azure.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What single fields of a record may look like, and what becomes of those that cannot be used. */
class RecordRulesTest {
    private static final String SAS = "{\"scope\":\"device\",\"type\":\"sas\",\"issuer\":\"iothub\"}";

    private static DiagnosticEvent with(String field, String json) {
        return event(record(Map.of(field, json)));
    }

    private static String kindWith(String field, String json) {
        return String.join("; ", kinds(record(Map.of(field, json))));
    }

    @Test
    void propertiesMayBeAnObjectOrTextAndTextMayBeEncodedAgain() {
        String object = "{\"deviceId\":\"d/m\",\"protocol\":\"Amqp\"}";
        DiagnosticEvent expected = with("properties", object);
        assertThat(expected.device()).isEqualTo(new DeviceKey("h1", "d", "m"));
        assertThat(with("properties", quoted(object))).isEqualTo(expected);
        assertThat(with("properties", quoted(quoted(object)))).isEqualTo(expected);
        assertThat(with("properties_s", quoted(object))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"  \"", "\"null\""})
    void absentPropertiesLeaveTheFieldsOfTheRecordItself(String properties) {
        assertThat(event(record(Map.of("properties", properties, "deviceId", "-"))
                                .replace("}", ",\"deviceId\":\"x\"}"))
                        .device()
                        .deviceId())
                .isEqualTo("x");
        assertThat(kindWith("properties", properties)).isEqualTo("unreadable no_device_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "true", "\"{\"", "\"[1]\"", "\"{} x\"", "\"text\""})
    void otherPropertiesAreUnreadable(String properties) {
        assertThat(kindWith("properties", properties)).isEqualTo("unreadable bad_properties");
    }

    @Test
    void authenticationIsReadFromTextObjectOrWhatIsLeftOfIt() {
        assertThat(with("authType", SAS).auth()).isEqualTo(Auth.SAS);
        assertThat(with("authType", quoted(SAS)).auth()).isEqualTo(Auth.SAS);
        assertThat(with("authType", quoted(quoted(SAS))).auth()).isEqualTo(Auth.SAS);
        assertThat(with("authType", "{\"TYPE\":\"X509CertificateAuthority\"}").auth())
                .isEqualTo(Auth.X509);
        assertThat(with("authType", "{\"type\":\"tpm\"}").auth()).isEqualTo(Auth.OTHER);
        assertThat(with("authType", "{\"scope\":\"hub\"}").auth()).isEqualTo(Auth.UNKNOWN);
        assertThat(with("authType", "null").auth()).isEqualTo(Auth.UNKNOWN);
        assertThat(with("authType", "7").auth()).isEqualTo(Auth.UNKNOWN);
        assertThat(with("authType", "\"{\\\"scope\\\": device, type: \\\"sas\"").auth())
                .isEqualTo(Auth.SAS);
        assertThat(with("authType", "\"{\\\"type\\\":\\\"x509Cert\"").auth()).isEqualTo(Auth.X509);
        assertThat(with("authType", "\"{\\\"scope\\\"\"").auth()).isEqualTo(Auth.UNKNOWN);
        assertThat(with("properties", "{\"deviceId\":\"d\",\"authenticationType\":" + quoted(SAS) + "}")
                        .auth())
                .isEqualTo(Auth.SAS);
    }

    @ParameterizedTest
    @CsvSource({
        "resultType, '\"404104\"', 404104",
        "resultType, 404104, 404104",
        "resultType, '\"error 401003, then 500001\"', 401003",
        "resultType, '\"4041041\"', 0",
        "resultType, '\"012345\"', 0",
        "resultType, '\"404\"', 0",
        "resultType, null, 0",
    })
    void theCodeIsTheFirstNumberOfSixDigits(String field, String json, int code) {
        assertThat(with(field, json).code()).isEqualTo(code);
    }

    @Test
    void theCodeMayBeUnderOtherNames() {
        for (String name : List.of("statusType", "errorCode", "StatusType_s", "errorcode_d")) {
            assertThat(event(record(Map.of("resultType", "\"\"", name, "401003")))
                            .code())
                    .as(name)
                    .isEqualTo(401003);
        }
        assertThat(event(record(Map.of("statusType", "401003"))).code()).isEqualTo(404104);
        assertThat(with("statusCode", "\"404500\"").code()).isEqualTo(404104);
    }

    @Test
    void aResultTypeThatIsAWordIsKeptInTheDescription() {
        assertThat(event(record(Map.of("resultType", "\"ServiceUnavailable\"", "resultDescription", "\"\""))))
                .extracting(DiagnosticEvent::code, DiagnosticEvent::description)
                .containsExactly(0, "ServiceUnavailable");
        assertThat(event(record(Map.of("resultType", "\"ServiceUnavailable\"", "resultDescription", "\"try later\"")))
                        .description())
                .isEqualTo("ServiceUnavailable: try later");
        assertThat(event(record(Map.of("resultType", "\"Success\"", "resultDescription", "\"\"")))
                        .description())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"Error\"', true",
        "'\"error\"', true",
        "'\"Critical\"', true",
        "'\"Warning\"', false",
        "'\"Information\"', false",
        "2, true",
        "'\"2\"', true",
        "3, false",
        "4, false",
        "null, false",
        "{}, false"
    })
    void theLevelOrACodeMakesAnError(String level, boolean error) {
        assertThat(event(record(Map.of("level", level, "resultType", "null"))).error())
                .isEqualTo(error);
        assertThat(with("level", level).error()).as("with a code").isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "deviceConnect, CONNECT",
        "deviceDisconnect, DISCONNECT",
        "moduleConnect, CONNECT",
        "MODULEDISCONNECT, DISCONNECT",
        "' deviceConnect ', CONNECT",
        "deviceReconnecting, OTHER",
        "'', OTHER"
    })
    void theOperationIsTakenFromItsEnd(String name, Operation operation) {
        assertThat(with("operationName", quoted(name)).operation()).isEqualTo(operation);
    }

    @Test
    void aRecordWithoutCategoryIsKnownByItsOperation() {
        assertThat(kindWith("category", "-")).isEqualTo("event press-007");
        assertThat(kindWith("category", "\"\"")).isEqualTo("event press-007");
        assertThat(kindWith("category", "\"CONNECTIONS\"")).isEqualTo("event press-007");
        assertThat(kinds(record(Map.of("category", "-", "operationName", "\"getTwin\""))))
                .containsExactly("ignorable other");
    }

    @Test
    void otherCategoriesAreIgnorableByName() {
        assertThat(kindWith("category", "\"deviceTelemetry\"")).isEqualTo("ignorable DeviceTelemetry");
        assertThat(kindWith("category", "\"SomethingNew\"")).isEqualTo("ignorable other");
        assertThat(kinds(record(Map.of("category", "\"Routes\"", "properties", "\"no json\"", "time", "5"))))
                .containsExactly("ignorable Routes");
    }

    @Test
    void connectionStateEventsAreIgnorableAsSuch() {
        String eventGrid = """
                [{"id":"f6bbf8f4","topic":"/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.DEVICES/IOTHUBS/H1",
                  "subject":"devices/d1","eventType":"Microsoft.Devices.DeviceConnected",
                  "eventTime":"2026-03-02T08:05:13.6180000Z","data":{"deviceConnectionStateEventInfo":
                  {"sequenceNumber":"000000000000000001D4132452F67CE2"},"hubName":"H1","deviceId":"d1","moduleId":""},
                  "dataVersion":"","metadataVersion":"1"}]
                """;
        String cloudEvent = """
                {"source":"/subscriptions/1","type":"Microsoft.Devices.DeviceDisconnected","specversion":"1.0",
                 "time":"2026-03-02T08:05:13Z","data":{"hubName":"H1","deviceId":"d1"}}
                """;
        String routed = "{\"sequenceNumber\":\"000000000000000001D4132452F67CE2\"}";
        assertThat(kinds(eventGrid + cloudEvent + routed))
                .containsExactly(
                        "ignorable connection_state_event",
                        "ignorable connection_state_event",
                        "ignorable connection_state_event");
        assertThat(kinds(cloudEvent.replace("DeviceDisconnected", "DeviceCreated")))
                .containsExactly("ignorable other");
    }

    @Test
    void theHubIsTheLastSegmentInLowerCase() {
        assertThat(with("resourceId", "\"/subscriptions/1/IotHubs/My-Hub/\"")
                        .device()
                        .hub())
                .isEqualTo("my-hub");
        for (String none : List.of("-", "null", "\"\"", "\" / \"")) {
            assertThat(with("resourceId", none).device().hub()).as(none).isEqualTo(Samples.HUB);
        }
        assertThat(kindWith("resourceId", "{}")).isEqualTo("unreadable wrong_type");
        assertThat(kindWith("resourceId", "\"/a/b\\u0000\"")).isEqualTo("unreadable bad_id");
    }

    @Test
    void theDefaultHubIsLowerCasedAndHasToBeAName() {
        assertThatThrownBy(() -> new AzureLogDecoder(" ")).hasMessage("hub \" \" is blank: use the IoT hub's name");
        assertThatThrownBy(() -> new AzureLogDecoder("a/b")).hasMessageContaining("has a /");
    }

    @Test
    void modulesAreNamedOrFollowASlash() {
        assertThat(with("deviceId", "\"d/m/x\"").device()).isEqualTo(new DeviceKey("h1", "d", "m/x"));
        assertThat(with("deviceId", "\"d/\"").device()).isEqualTo(DeviceKey.of("h1", "d"));
        assertThat(with("moduleId", "\"m\"").device()).isEqualTo(new DeviceKey("h1", "press-007", "m"));
        assertThat(with("moduleId", "\"\"").device()).isEqualTo(DeviceKey.of("h1", "press-007"));
        assertThat(event(record(Map.of("deviceId", "\"d/m\"", "moduleId", "\"m2\"")))
                        .device())
                .isEqualTo(new DeviceKey("h1", "d", "m2"));
    }

    @Test
    void deviceIdsKeepTheirCaseAndTheirMarkup() {
        for (String id :
                List.of("Press-007", "<b>&'\"", "a b", "{\"x\":1}", "\u00e9\u4e16\ud83d\ude00", "x".repeat(128))) {
            assertThat(with("deviceId", quoted(id)).device().deviceId()).isEqualTo(id);
        }
    }

    @Test
    void deviceIdsThatCannotBeAreUnreadable() {
        for (String none : List.of("-", "null", "\"\"", "\" \"")) {
            assertThat(kindWith("deviceId", none)).as(none).isEqualTo("unreadable no_device_id");
        }
        for (String bad :
                List.of("\"\\u0007\"", "\"a\\nb\"", "\"\\ud800x\"", "\"x\\udc00\"", "\"/m\"", "\"d/\\u0000\"")) {
            assertThat(kindWith("deviceId", bad)).as(bad).isEqualTo("unreadable bad_id");
        }
        assertThat(kindWith("deviceId", quoted("x".repeat(129)))).isEqualTo("unreadable bad_id");
        assertThat(kindWith("deviceId", "12")).isEqualTo("unreadable wrong_type");
        assertThat(kindWith("deviceId", "[\"a\"]")).isEqualTo("unreadable wrong_type");
        assertThat(kindWith("moduleId", "1")).isEqualTo("unreadable wrong_type");
    }

    @Test
    void timesThatCannotBeAreUnreadable() {
        for (String bad : List.of("-", "null", "\"\"", "\"yesterday\"", "\"2026-02-30T00:00:00Z\"")) {
            assertThat(kindWith("time", bad)).as(bad).isEqualTo("unreadable bad_time");
        }
        for (String far : List.of("1601-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "2014-12-31T23:59:59Z")) {
            assertThat(kindWith("time", quoted(far))).as(far).isEqualTo("unreadable time_out_of_range");
        }
        assertThat(kindWith("time", "1772438400")).isEqualTo("unreadable wrong_type");
        assertThat(kindWith("category", "7")).isEqualTo("unreadable wrong_type");
        assertThat(kindWith("operationName", "{}")).isEqualTo("unreadable wrong_type");
    }

    @Test
    void fieldNamesAreMatchedWithoutCase() {
        String upper = example("a04-operations-monitoring");
        for (String name :
                List.of("time", "operationName", "category", "level", "statusType", "deviceId", "protocol")) {
            upper = upper.replace('"' + name + '"', '"' + name.toUpperCase(java.util.Locale.ROOT) + '"');
        }
        assertThat(event(upper)).isEqualTo(event(example("a04-operations-monitoring")));
    }

    @Test
    void theMisspeltAddressIsRead() {
        Map<String, String> fields = new HashMap<>(Map.of("maskedIpAddress", "-"));
        fields.put("maskedIpAddresss", "\"192.0.2.XXX\"");
        assertThat(event(record(fields)).maskedAddress()).isEqualTo("192.0.2.XXX");
    }

    @Test
    void longTextIsCutAndControlCharactersBecomeBlanks() {
        assertThat(with("protocol", quoted("p".repeat(300))).protocol()).isEqualTo("p".repeat(256));
        assertThat(with("sdkVersion", quoted("s".repeat(255) + "\ud83d\ude00")).sdkVersion())
                .isEqualTo("s".repeat(255));
        assertThat(with("resultDescription", quoted("a\nb\u0085c" + "d".repeat(300)))
                        .description())
                .isEqualTo("a b c" + "d".repeat(251));
        assertThat(with("protocol", "\"a\\ud800b\"").protocol()).isEqualTo("a\ufffdb");
        assertThat(with("protocol", "\"\\t\"").protocol()).isEmpty();
    }

    @Test
    void optionalFieldsOfOtherTypesAreTakenAsTextOrLeftOut() {
        assertThat(with("protocol", "5").protocol()).isEqualTo("5");
        assertThat(with("protocol", "{\"a\":[1]}").protocol()).isEmpty();
        assertThat(with("resultDescription", "[]").description()).isEmpty();
    }

    @Test
    void repeatingTextsAreSharedAndNeverMixedUp() {
        DiagnosticEvent first = with("sdkVersion", "\".NET/1.42.0 (.NET 8.0.1; Linux; X64)\"");
        DiagnosticEvent again = with("sdkVersion", "\".NET/1.42.0 (.NET 8.0.1; Linux; X64)\"");
        assertThat(again.sdkVersion()).isSameAs(first.sdkVersion());
        for (int i = 0; i < 20_000; i++) {
            assertThat(with("protocol", "\"p" + i + "\"").protocol()).isEqualTo("p" + i);
        }
    }

    @Test
    void anObjectThatIsNoRecordIsUnknown() {
        assertThat(kinds("{}")).containsExactly("unreadable unknown_record");
        assertThat(kinds("{\"records\":5}")).containsExactly("unreadable unknown_record");
        assertThat(kinds("{\"records\":[]}")).isEmpty();
    }

    @Test
    void theDetailNamesTheFieldAndHoldsNoPayload() {
        Decoded.Unreadable bad = (Decoded.Unreadable)
                Samples.decode(record(Map.of("time", "\"secret\""))).get(0);
        assertThat(bad.detail()).isEqualTo("field \"time\" is no ISO-8601 instant");
        assertThat(new String(bad.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(record(Map.of("time", "\"secret\"")));
    }

    @Test
    void everyCategoryAndReasonIsOfItsClosedSet() {
        assertThat(Decoded.Ignorable.CATEGORIES).doesNotHaveDuplicates().contains("metric", "other");
        assertThat(UnreadableReason.TIME_OUT_OF_RANGE.label()).isEqualTo("time_out_of_range");
    }
}
