package io.dropsight.azure;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Decodes what an Azure IoT hub's diagnostic settings write: records of the Connections log (as resource log, as
 * AzureDiagnostics row, as in operations monitoring) and the connected-device metrics.
 *
 * <p>A body may be one record, several with or without separators, an array of them, an envelope with a
 * {@code records} array, or any of these as payload of a {@code kcat -J} capture line. Field names and enumerations
 * are compared without case, unknown fields are skipped. Limits: 1 MiB a record, 8 MiB a capture line, nesting of 64,
 * ids of 128 characters, other texts cut at 256, times of the years 2015 to 2099.
 *
 * <p>Bad data is a result, never an exception. Keeps a bounded cache of repeating texts; not thread-safe.
 */
public final class AzureLogDecoder {
    private final RecordDecoder records;

    /**
     * @param defaultHub hub of records without a resource id, as operations monitoring wrote them; lower-cased
     * @throws IllegalArgumentException if it is blank or holds a {@code /}
     */
    public AzureLogDecoder(String defaultHub) {
        String hub = defaultHub.strip().toLowerCase(Locale.ROOT);
        String fault = hub.isEmpty() ? "is blank" : hub.indexOf('/') >= 0 ? "has a /" : Texts.faultOfId(hub);
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException("hub \"%s\" %s: use the IoT hub's name".formatted(defaultHub, fault));
        }
        records = new RecordDecoder(hub);
    }

    /**
     * Decodes the bytes {@code from} to {@code to} (exclusive). Offsets of the results count from {@code from}.
     * Every record gives exactly one result, and bytes between records one for each line of them.
     */
    public void decode(byte[] body, int from, int to, Consumer<? super Decoded> out) {
        Objects.checkFromToIndex(from, to, body.length);
        records.decodeAll(new Window(body, from, to), null, -1, out);
    }

    RecordDecoder records() {
        return records;
    }
}
