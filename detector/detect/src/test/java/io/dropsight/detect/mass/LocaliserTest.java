package io.dropsight.detect.mass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.detect.Cohort;
import io.dropsight.model.Auth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A fleet of 1,000: ten sites of 100 in two wide networks, four versions, two protocols. */
class LocaliserTest {
    private static final double FLEET = 1_000;

    private static BurstFact drop(int device) {
        int site = device % 10;
        String address = "10." + site / 5 + "." + site + ".XXX";
        return Bursts.fact(
                device,
                600_000,
                0,
                404104,
                Bursts.traits(device % 5 == 0 ? "Amqp" : "Mqtt", "sdk/" + device / 10 % 4, address, Auth.SAS));
    }

    private static double size(Cohort cohort) {
        return switch (cohort.kind()) {
            case NETWORK_24 -> 100;
            case NETWORK_16 -> 500;
            case SDK -> 250;
            case PROTOCOL -> cohort.id() == Cohort.idOf("Amqp") ? 200 : 800;
            case AUTH -> FLEET;
        };
    }

    private static Localiser.Place place(List<BurstFact> burst) {
        return Localiser.place(burst, 0, FLEET, LocaliserTest::size, cohort -> 0);
    }

    private static List<BurstFact> those(java.util.function.IntPredicate who) {
        List<BurstFact> burst = new ArrayList<>();
        for (int device = 0; device < FLEET; device++) {
            if (who.test(device)) {
                burst.add(drop(device));
            }
        }
        return burst;
    }

    @Test
    void aSiteIsToldBeforeTheWideNetworkAroundIt() {
        Localiser.Place found = place(those(device -> device % 10 == 3));
        assertThat(found.cohort().value()).isEqualTo("10.0.3.0/24");
        assertThat(found.drops()).isEqualTo(100);
        assertThat(found.share()).isEqualTo(1);
        assertThat(found.evidence()).isGreaterThan(300);
    }

    @Test
    void severalSitesOfOneOperatorAreTheWideNetwork() {
        assertThat(place(those(device -> device % 10 < 5)).cohort().value()).isEqualTo("10.0.0.0/16");
    }

    @Test
    void aVersionAndAProtocolAreTold() {
        assertThat(place(those(device -> device / 10 % 4 == 2)).cohort())
                .isEqualTo(new Cohort(Cohort.Kind.SDK, Cohort.idOf("sdk/2")));
        assertThat(place(those(device -> device % 5 == 0)).cohort())
                .isEqualTo(new Cohort(Cohort.Kind.PROTOCOL, Cohort.idOf("Amqp")));
    }

    @Test
    void whatHitsAllAlikeIsTheHub() {
        assertThat(place(those(device -> device % 7 == 0))).isNull();
        assertThat(place(those(device -> true))).isNull();
    }

    @Test
    void aCohortThatIsNearlyTheFleetIsTheHub() {
        List<BurstFact> burst = those(device -> device % 7 == 0);
        assertThat(Localiser.place(
                        burst, 0, FLEET, cohort -> cohort.kind() == Cohort.Kind.AUTH ? 980 : FLEET, cohort -> 0))
                .isNull();
    }

    @Test
    void theBackgroundDoesNotHideACohort() {
        List<BurstFact> burst = new ArrayList<>(those(device -> device % 100 == 3)); // ten of a site
        burst.addAll(those(device -> device % 91 == 5)); // eleven others, as always
        Localiser.Place found =
                Localiser.place(burst, 11, FLEET, LocaliserTest::size, cohort -> 11 * size(cohort) / FLEET);
        assertThat(found).isNotNull();
        assertThat(found.cohort().value()).isEqualTo("10.0.3.0/24");
        assertThat(place(burst)).as("if the background is not known").isNull();
    }

    @Test
    void aCohortOfUnknownSizeIsAsLargeAsWhatDropped() {
        Localiser.Place found = Localiser.place(those(device -> device % 10 == 3), 0, FLEET, cohort -> 0, cohort -> 0);
        assertThat(found).isNotNull();
        assertThat(found.devices()).isEqualTo(100);
    }

    @Test
    void aHandfulIsNotEnoughForAPlace() {
        assertThat(place(List.of(drop(3), drop(13)))).isNull();
    }

    @Test
    void aSampleStandsForAll() {
        List<BurstFact> sample = those(device -> device % 40 == 3).stream()
                .map(fact -> fact.standingFor(4))
                .toList();
        Localiser.Place found = place(sample);
        assertThat(found.drops()).isEqualTo(100);
        assertThat(found.cohort().value()).isEqualTo("10.0.3.0/24");
    }

    @Test
    void theEvidenceIsThatOfKulldorff() {
        List<BurstFact> burst = Bursts.of(
                8, i -> Bursts.fact(i, 0, 0, 404104, Bursts.traits("", i < 7 ? "old" : "new", "", Auth.UNKNOWN)));
        Map<Integer, Double> sizes = Map.of(Cohort.idOf("old"), 20.0, Cohort.idOf("new"), 80.0);
        Localiser.Place found =
                Localiser.place(burst, 0, 100, cohort -> sizes.getOrDefault(cohort.id(), 0.0), cohort -> 0);
        double inside = 7 * Math.log(7 / 20.0) + 13 * Math.log(13 / 20.0);
        double outside = 1 * Math.log(1 / 80.0) + 79 * Math.log(79 / 80.0);
        double all = 8 * Math.log(8 / 100.0) + 92 * Math.log(92 / 100.0);
        assertThat(found).isNotNull();
        assertThat(found.evidence()).isCloseTo(inside + outside - all, within(1e-9));
    }
}
