package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.model.Auth;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CohortTest {
    private static String told(String address) {
        Cohort cohort = Cohort.of(Cohort.Kind.NETWORK_24, Cohort.network24(address));
        return cohort == null ? "none" : cohort.value();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.XXX, 203.0.113.0/24",
        "0.0.0.XXX, 0.0.0.0/24",
        "255.255.255.255, 255.255.255.0/24",
        "10.1.2., 10.1.2.0/24",
        "010.001.002.XXX, 10.1.2.0/24"
    })
    void aMaskedAddressHasANetwork(String address, String network) {
        assertThat(told(address)).isEqualTo(network);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "XXX",
                "203.0.113",
                "203.0.XXX.XXX",
                "256.0.113.XXX",
                "203.999.113.XXX",
                "203.0.1130.XXX",
                "2001:db8::XXX",
                "::ffff:203.0.113.XXX",
                "-1.2.3.4",
                " 203.0.113.XXX",
                "203..113.XXX",
                "...",
                "a.b.c.d",
                "\u0662\u0660.1.2.3"
            })
    void anythingElseHasNone(String address) {
        assertThat(Cohort.network24(address)).isZero();
        assertThat(told(address)).isEqualTo("none");
    }

    @Test
    void aWideNetworkIsTheOneAroundANarrowOne() {
        int narrow = Cohort.network24("203.0.113.XXX");
        assertThat(new Cohort(Cohort.Kind.NETWORK_16, Cohort.network16(narrow)).value())
                .isEqualTo("203.0.0.0/16");
        assertThat(Cohort.network16(Cohort.network24("203.0.7.XXX"))).isEqualTo(Cohort.network16(narrow));
        assertThat(Cohort.network16(0)).isZero();
    }

    @Test
    void onlyTheEmptyTextHasNoId() {
        assertThat(Cohort.idOf("")).isZero();
        assertThat(Cohort.idOf("Mqtt")).isNotZero().isEqualTo(Cohort.idOf("Mqtt"));
        assertThat(Cohort.idOf("Mqtt")).isNotEqualTo(Cohort.idOf("Amqp"));
        assertThat(Cohort.of(Cohort.Kind.SDK, 0)).isNull();
    }

    @Test
    void narrowKindsComeFirst() {
        TreeSet<Cohort> sorted = new TreeSet<>(new Traits(1, 2, Cohort.network24("203.0.113.XXX"), Auth.SAS).cohorts());
        assertThat(sorted)
                .extracting(Cohort::kind)
                .containsExactly(
                        Cohort.Kind.NETWORK_24,
                        Cohort.Kind.NETWORK_16,
                        Cohort.Kind.SDK,
                        Cohort.Kind.PROTOCOL,
                        Cohort.Kind.AUTH);
    }

    @Test
    void kindsKeepTheirWireFormAndRefuseOthers() {
        for (Cohort.Kind kind : Cohort.Kind.values()) {
            assertThat(Cohort.Kind.ofWire(kind.wire())).isEqualTo(kind);
        }
        assertThatThrownBy(() -> Cohort.Kind.ofWire(9)).hasMessageContaining("cohort of kind 9");
    }

    @Test
    void onlyANetworkOrAWayToAuthenticateSpeaksForItself() {
        assertThat(new Cohort(Cohort.Kind.AUTH, Auth.X509.wire()).value()).isEqualTo("x509");
        assertThat(new Cohort(Cohort.Kind.SDK, 7).value()).isNull();
        assertThat(new Cohort(Cohort.Kind.PROTOCOL, 7).value()).isNull();
    }

    @Test
    void traitsThatAreNotKnownAreNoCohorts() {
        assertThat(Traits.NONE.cohorts()).isEmpty();
        assertThat(new Traits(0, 5, 0, Auth.UNKNOWN).cohorts()).isEqualTo(List.of(new Cohort(Cohort.Kind.SDK, 5)));
    }

    @Test
    void aDeviceIsInItsCohortsAlone() {
        Traits traits = new Traits(1, 2, Cohort.network24("203.0.113.XXX"), Auth.SAS);
        assertThat(traits.cohorts()).allMatch(traits::isIn);
        assertThat(traits.isIn(new Cohort(Cohort.Kind.SDK, 1))).isFalse();
        assertThat(traits.isIn(new Cohort(Cohort.Kind.NETWORK_24, Cohort.network24("203.0.114.XXX"))))
                .isFalse();
    }

    @Test
    void whatIsNotKnownIsTakenFromElsewhere() {
        Traits some = new Traits(1, 0, 0, Auth.UNKNOWN);
        Traits other = new Traits(9, 2, 3, Auth.X509);
        assertThat(some.orElse(other)).isEqualTo(new Traits(1, 2, 3, Auth.X509));
        assertThat(other.orElse(some)).isEqualTo(other);
        assertThat(Traits.NONE.orElse(Traits.NONE)).isEqualTo(Traits.NONE);
    }
}
