package io.dropsight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes that a foreign writer may put into the feed are read, or refused with one kind of exception. */
class FeedGarbageTest {
    private static final long SEED = 20260307;
    private static final int TRIALS = 20_000;

    @Test
    void changedAndCutBytesAreReadOrRefused() {
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < TRIALS; i++) {
            FeedMessage sound = Messages.any(random);
            byte[] bytes = FeedCodec.encode(sound);
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            refused += readsOrRefuses(Messages.keyOf(sound), bytes) ? 0 : 1;
        }
        System.out.println("changed or cut, seed " + SEED + ": " + refused + " of " + TRIALS + " refused");
        assertThat(refused).isBetween(TRIALS / 10, TRIALS - 1);
    }

    @Test
    void randomBytesAreReadOrRefused() {
        Random random = new Random(SEED);
        for (int i = 0; i < TRIALS; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            readsOrRefuses("plant-hub/press-007", bytes);
        }
    }

    @Test
    void soundMessagesWithAnyNumbersAreReadOrRefused() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < TRIALS; i++) {
            byte[] body = numbers(random, 5);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeSInt64(2, random.nextLong());
            out.writeUInt64(3, random.nextLong());
            out.writeByteArray(4 + random.nextInt(3), body);
            out.flush();
            readsOrRefuses("plant-hub/press-007", bytes.toByteArray());
        }
    }

    private static byte[] numbers(Random random, int fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (int field = 1; field <= fields; field++) {
            out.writeUInt64(field, random.nextLong() >>> random.nextInt(64));
        }
        out.flush();
        return bytes.toByteArray();
    }

    @Test
    void aTimeBeyondTheCalendarIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(4, new byte[] {8, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}); // seconds of the least long
        out.flush();
        assertThatThrownBy(() -> FeedCodec.decode("h/d", bytes.toByteArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasRootCauseInstanceOf(RuntimeException.class)
                .hasStackTraceContaining("a time beyond the calendar");
    }

    @Test
    void aKeyThatIsNoDeviceIsRefused() {
        byte[] event = FeedCodec.encode(FeedCodecTest.dropMessage());
        for (String key : new String[] {"", "/", "plant-hub", "/press-007", "plant-hub/", "plant-hub//module"}) {
            assertThatThrownBy(() -> FeedCodec.decode(key, event))
                    .as("key %s", key)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aValueOfNoKindIsRefused() {
        assertThatThrownBy(() -> FeedCodec.decode("h/d", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("neither event nor metric nor tick");
    }

    private static boolean readsOrRefuses(String key, byte[] bytes) {
        FeedCodec.arrivalOf(bytes); // never throws
        try {
            FeedCodec.decode(key, bytes);
            return true;
        } catch (IllegalArgumentException expected) {
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("key " + key + ", bytes " + Arrays.toString(bytes), e);
        }
    }
}
