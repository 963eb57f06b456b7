package io.dropsight.simulator.score;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with one JSON object a line. */
final class JsonLines {
    private JsonLines() {}

    /** Takes one line's object. */
    @FunctionalInterface
    interface Taker {
        void take(JsonObject line) throws JsonObject.Malformed;
    }

    /** @throws JsonObject.Malformed whose message names file, line and what is wrong there */
    static void read(Path file, Taker taker) throws IOException {
        long number = 0;
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (!line.isBlank()) {
                    taker.take(JsonObject.parse(line));
                }
            }
        } catch (JsonObject.Malformed e) {
            throw wrong(file, "line " + number + ": " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw wrong(file, "after line " + number + ": it is no UTF-8 text");
        }
    }

    static JsonObject.Malformed wrong(Path file, String what) {
        return new JsonObject.Malformed(file + ", " + what);
    }
}
