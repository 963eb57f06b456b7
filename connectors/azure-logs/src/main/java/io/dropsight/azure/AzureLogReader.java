package io.dropsight.azure;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a stream of any length, one by one: all that {@link AzureLogDecoder} decodes, in files of line
 * JSON, of concatenated or pretty-printed objects, of one huge array or envelope, and in captures.
 *
 * <p>Memory is bounded by the largest record that is accepted, not by the stream. What cannot be read costs that
 * record alone: reading resumes at the next line, or at the next sound record in the same line. Not thread-safe, and
 * neither is the decoder, which may serve several readers in turn.
 */
public final class AzureLogReader implements AutoCloseable {
    private final Window window;
    private final RecordStream records;
    private final ArrayDeque<Decoded> ready = new ArrayDeque<>();

    public AzureLogReader(InputStream in, AzureLogDecoder decoder) {
        window = new Window(in);
        records = new RecordStream(window, decoder.records(), null, -1);
    }

    /**
     * The next result, or null at the end of the stream.
     *
     * @throws IOException from the stream only, never for what is in it
     */
    public @Nullable Decoded next() throws IOException {
        while (ready.isEmpty()) {
            if (!records.advance(ready::add)) {
                return null;
            }
        }
        return ready.poll();
    }

    /** Closes the stream. */
    @Override
    public void close() throws IOException {
        window.close();
    }
}
