package io.dropsight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DeviceKeyTest {
    private static final long SEED = 20260306;

    @Test
    void writesHubDeviceAndModuleWithSlashesBetween() {
        assertThat(DeviceKey.of("plant-hub", "press-007").text()).isEqualTo("plant-hub/press-007");
        assertThat(new DeviceKey("plant-hub", "edge-5", "$edgeHub").text()).isEqualTo("plant-hub/edge-5/$edgeHub");
        assertThat(new DeviceKey("h", "a\"b'<c>", "m/with/slashes").text()).isEqualTo("h/a\"b'<c>/m/with/slashes");
    }

    @Test
    void readsBackWhatItWrites() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            DeviceKey key = any(random);
            assertThat(DeviceKey.parse(key.text()))
                    .as("key %d of seed %d", i, SEED)
                    .isEqualTo(key);
        }
    }

    @Test
    void twoIdentitiesNeverShareOneText() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            DeviceKey one = any(random);
            DeviceKey other = any(random);
            assertThat(one.text().equals(other.text()))
                    .as("%s and %s", one, other)
                    .isEqualTo(one.equals(other));
            assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
            assertThat(Integer.signum(one.compareTo(other))).isEqualTo(-Integer.signum(other.compareTo(one)));
        }
    }

    @Test
    void refusesAHubOrADeviceThatIsEmptyOrHoldsASlash() {
        assertThatThrownBy(() -> DeviceKey.of("h", "a/b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hub \"h\", device \"a/b\": neither may be empty or hold a /");
        for (String[] bad : new String[][] {{"", "a"}, {"h", ""}, {"h/i", "a"}}) {
            assertThatThrownBy(() -> DeviceKey.of(bad[0], bad[1])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesATextThatIsNoKey() {
        assertThatThrownBy(() -> DeviceKey.parse("plant-hub"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a device key of 9 characters without a /: use hub/deviceId[/moduleId]");
        for (String bad : new String[] {"", "/", "//", "/d", "h/", "h//m"}) {
            assertThatThrownBy(() -> DeviceKey.parse(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Short, so that equal parts are common. */
    private static DeviceKey any(Random random) {
        String[] ids = {"a", "b", "\"", "ä", "a\"", "'<c>", "\u202e", "a b", "$edgeHub"};
        String[] modules = {"", "a", "a/b", "/", "\"", "ä/"};
        return new DeviceKey(
                random.nextBoolean() ? "h" : "hub",
                ids[random.nextInt(ids.length)],
                modules[random.nextInt(modules.length)]);
    }
}
