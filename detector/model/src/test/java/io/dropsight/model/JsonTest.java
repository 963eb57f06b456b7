package io.dropsight.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final long SEED = 20260308;

    private static String number(double value) {
        String json = new String(Json.write(out -> Json.number(out, "n", value)), StandardCharsets.UTF_8);
        return json.substring("{\"n\":".length(), json.length() - 1);
    }

    @Test
    void leavesOutDecimalsThatSayNothing() {
        assertThat(number(0)).isEqualTo("0");
        assertThat(number(-0.0)).isEqualTo("0");
        assertThat(number(3600)).isEqualTo("3600");
        assertThat(number(3900.5)).isEqualTo("3900.5");
        assertThat(number(0.98f)).isEqualTo("0.98");
        assertThat(number(86_400_000)).isEqualTo("86400000");
        assertThat(number(0.0004)).isEqualTo("0");
        assertThat(number(0.9996)).isEqualTo("1");
    }

    @Test
    void writesAtMostThreeDecimalsAndNoExponent() {
        Random random = new Random(SEED);
        for (int i = 0; i < 5_000; i++) {
            double value = random.nextGaussian() * Math.pow(10, random.nextInt(16) - 6);
            String text = number(value);
            assertThat(text).as("number %d of seed %d", i, SEED).matches("-?\\d+(\\.\\d{1,3})?");
            assertThat(Double.parseDouble(text)).isCloseTo(value, Offset.offset(0.0005000001));
        }
    }
}
