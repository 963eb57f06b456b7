package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.History;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire form of what the device stage says. */
class SignalTest {
    private static final DeviceKey PUMP = DeviceKey.of("plant", "pump-7");
    private static final Traits TRAITS = new Traits(-1, 0x7FFF_FFFF, Cohort.network24("203.0.113.XXX"), Auth.X509);

    static Stream<Signal> everyKind() {
        Stream<Signal> facts = Arrays.stream(DropFact.Kind.values())
                .map(kind -> new DropFact(
                        Long.MAX_VALUE,
                        PUMP,
                        -7,
                        kind,
                        0xFFFF_FFFFL,
                        0xFF_FFFF,
                        404104,
                        0xFF,
                        DropFact.Habit.REPEATED,
                        Integer.MAX_VALUE,
                        TRAITS));
        return Stream.concat(
                facts,
                Stream.of(
                        new Candidate(
                                5,
                                PUMP,
                                3,
                                History.begin()
                                        .repeat(4, 3900, History.CLOSED, 5)
                                        .state(),
                                12,
                                "Mqtt",
                                "sdk/\u00fc",
                                "203.0.113.XXX"),
                        new Candidate(5, new DeviceKey("plant", "edge", "a/b"), 0, DeviceState.fresh(), 0, "", "", ""),
                        new Census(6, "plant", 7, 5, 4, 3, 2, new Census.Lags(1, 2, 3), List.of(), Census.Feed.NONE),
                        new Census(
                                6,
                                "plant",
                                0,
                                1_000_000,
                                999_999,
                                3,
                                2,
                                Census.Lags.NONE,
                                List.of(
                                        new Census.Count(new Cohort(Cohort.Kind.SDK, -5), 17, "sdk \"1\""),
                                        new Census.Count(new Cohort(Cohort.Kind.AUTH, 1), 0, "")),
                                new Census.Feed(1, 2, 3, 4, 5, List.of(new Census.Source("hub/3", 9)))),
                        new HubMetric(9, "plant", 4, true, 77, 1234.5)));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void isReadAsItWasWritten(Signal signal) {
        byte[] bytes = signal.write();
        Signal read = Signal.read(signal.key(), bytes);
        assertThat(read.write()).isEqualTo(bytes);
        assertThat(read.key()).isEqualTo(signal.key());
        assertThat(read.hub()).isEqualTo("plant");
        assertThat(read.stamp()).isEqualTo(signal.stamp()).isEqualTo(Signal.stampOf(bytes));
        assertThat(read.number()).isEqualTo(signal.number());
        if (!(signal instanceof Candidate)) { // whose state has no equals
            assertThat(read).isEqualTo(signal);
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void anotherVersionIsRefused(Signal signal) {
        byte[] bytes = signal.write();
        bytes[0]++;
        assertThatThrownBy(() -> Signal.read(signal.key(), bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("signal of version " + bytes[0] + ": this program reads");
    }

    @Test
    void anotherKindIsRefused() {
        byte[] bytes = new HubMetric(9, "plant", 4, true, 77, 1).write();
        bytes[1] = 99;
        assertThatThrownBy(() -> Signal.read("plant//metric", bytes)).hasMessageContaining("signal of kind 99");
        byte[] fact = everyKind().findFirst().orElseThrow().write();
        fact[Signal.HEADER] = 99;
        assertThatThrownBy(() -> Signal.read(PUMP.text(), fact)).hasMessageContaining("drop fact of kind 99");
    }

    @Test
    void garbageIsAnExceptionAndNothingWorse() {
        Random dice = new Random(1);
        List<Signal> signals = everyKind().toList();
        for (int i = 0; i < 2_000; i++) {
            Signal signal = signals.get(dice.nextInt(signals.size()));
            byte[] bytes = signal.write();
            byte[] cut = Arrays.copyOf(bytes, dice.nextInt(bytes.length));
            try {
                Signal.read(signal.key(), cut);
            } catch (RuntimeException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }

    @Test
    void theOrderIsByStampThenKeyThenNumber() {
        byte[] early = orderKey(new HubMetric(1, "plant", 9, true, 0, 0));
        byte[] late = orderKey(new HubMetric(2, "plant", 0, true, 0, 0));
        byte[] laterNumber = orderKey(new HubMetric(2, "plant", 1, true, 0, 0));
        byte[] otherHub = orderKey(new HubMetric(2, "plant2", 0, true, 0, 0));
        assertThat(Arrays.compareUnsigned(early, late)).isNegative();
        assertThat(Arrays.compareUnsigned(late, laterNumber)).isNegative();
        assertThat(Arrays.compareUnsigned(laterNumber, otherHub)).isNegative();
        assertThat(Arrays.compareUnsigned(Signal.orderBound(2), early)).isPositive();
        assertThat(Arrays.compareUnsigned(Signal.orderBound(2), late)).isNegative();
        assertThat(Signal.keyOf(late)).isEqualTo("plant//metric");
    }

    private static byte[] orderKey(Signal signal) {
        return Signal.orderKey(signal.key().getBytes(StandardCharsets.UTF_8), signal.write());
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        String text = "x".repeat(105) + "\u00fc\u00fc";
        assertThat(new String(Candidate.text(text, 106), StandardCharsets.UTF_8))
                .isEqualTo("x".repeat(105));
        assertThat(new String(Candidate.text(text, 107), StandardCharsets.UTF_8))
                .isEqualTo("x".repeat(105) + "\u00fc");
        assertThat(Candidate.text("", 5)).isEmpty();
    }
}
