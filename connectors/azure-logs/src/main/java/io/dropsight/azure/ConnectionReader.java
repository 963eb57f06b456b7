package io.dropsight.azure;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.time.Instant;
import java.util.Locale;

/**
 * Reads a record of the Connections log. Device fields come from the properties, else from the record itself
 * (operations monitoring, split columns); codes and descriptions the other way round.
 */
final class ConnectionReader {
    private static final Field[] CODES = {Field.RESULT_TYPE, Field.STATUS_TYPE, Field.ERROR_CODE};
    private static final Field[] DESCRIPTIONS = {Field.RESULT_DESCRIPTION, Field.STATUS_DESCRIPTION, Field.ERROR_MESSAGE
    };

    private final RecordHeader header;

    ConnectionReader(RecordHeader header) {
        this.header = header;
    }

    DiagnosticEvent read(RecordFields record, Operation operation) throws UnusableRecord {
        Fields outer = record.outer;
        Fields inner = record.inner;
        Instant time = RecordHeader.time(outer);
        if (!record.propertiesFault.isEmpty()) {
            throw new UnusableRecord(UnreadableReason.BAD_PROPERTIES, record.propertiesFault);
        }
        DeviceKey device = device(outer, inner);
        int code = code(outer, inner);
        return new DiagnosticEvent(
                device,
                time,
                operation,
                code != 0 || saysError(outer.text(Field.LEVEL).strip()),
                code,
                description(outer, inner, code),
                deviceField(outer, inner, Field.PROTOCOL),
                deviceField(outer, inner, Field.SDK_VERSION),
                inner.auth != Auth.UNKNOWN ? inner.auth : outer.auth,
                deviceField(outer, inner, Field.MASKED_ADDRESS));
    }

    private DeviceKey device(Fields outer, Fields inner) throws UnusableRecord {
        String id = id(outer, inner, Field.DEVICE_ID);
        String namedModule = id(outer, inner, Field.MODULE_ID);
        if (id.isEmpty()) {
            throw new UnusableRecord(UnreadableReason.NO_DEVICE_ID, "field \"deviceId\" is missing or blank");
        }
        int slash = id.indexOf('/');
        String device = slash < 0 ? id : id.substring(0, slash);
        String module = namedModule.isEmpty() && slash >= 0 ? id.substring(slash + 1) : namedModule;
        String fault = device.isEmpty() ? "begins with a /" : Texts.faultOfId(device);
        if (!fault.isEmpty()) {
            throw new UnusableRecord(UnreadableReason.BAD_ID, "field \"deviceId\" " + fault);
        }
        fault = Texts.faultOfId(module);
        if (!fault.isEmpty()) {
            throw new UnusableRecord(UnreadableReason.BAD_ID, "the module's id " + fault);
        }
        return new DeviceKey(header.hub(outer), device, module);
    }

    private static String id(Fields outer, Fields inner, Field field) throws UnusableRecord {
        if (inner.isNotText(field) || outer.isNotText(field)) {
            throw UnusableRecord.wrongType(field);
        }
        return deviceField(outer, inner, field);
    }

    private static String deviceField(Fields outer, Fields inner, Field field) {
        String text = inner.text(field);
        return text.isEmpty() ? outer.text(field) : text;
    }

    private static int code(Fields outer, Fields inner) {
        int code = code(outer);
        return code != 0 ? code : code(inner);
    }

    private static int code(Fields fields) {
        for (Field field : CODES) {
            int code = Texts.sixDigits(fields.text(field));
            if (code != 0) {
                return code;
            }
        }
        return 0;
    }

    /** The text beside the code; a result type that is a word goes before it, as only it names the fault. */
    private static String description(Fields outer, Fields inner, int code) {
        String text = outer.firstOf(DESCRIPTIONS);
        if (text.isEmpty()) {
            text = inner.firstOf(DESCRIPTIONS);
        }
        String word = code == 0 ? outer.text(Field.RESULT_TYPE).strip() : "";
        if (word.isEmpty() || !isFault(word) || text.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT))) {
            return text;
        }
        return Texts.clean(text.isEmpty() ? word : word + ": " + text);
    }

    private static boolean isFault(String word) {
        return word.chars().anyMatch(Character::isLetter)
                && !word.equalsIgnoreCase("Success")
                && !word.equalsIgnoreCase("Succeeded")
                && !word.equalsIgnoreCase("OK")
                && !word.equalsIgnoreCase("None");
    }

    /** Error and Critical; of the numbers that activity logs use, 2 and 1, and 0, which is above them. */
    private static boolean saysError(String level) {
        return level.equalsIgnoreCase("Error")
                || level.equalsIgnoreCase("Critical")
                || level.equals("2")
                || level.equals("1")
                || level.equals("0");
    }
}
