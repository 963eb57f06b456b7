package io.dropsight.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Arrival;
import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.FeedMessage;
import io.dropsight.model.Operation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final FleetSpec SPEC = FleetSpec.mixed(7).withDevices(300).withDays(2);

    @Test
    void tellsTheSameFleetTwice() {
        Fleet fleet = Fleet.simulate(SPEC);

        assertThat(Fleet.simulate(SPEC).records()).containsExactlyElementsOf(all(fleet));
        assertThat(fleet.records()).containsExactlyElementsOf(all(fleet));
        assertThat(Fleet.simulate(SPEC).labels()).isEqualTo(fleet.labels());
    }

    /** A golden digest: fleets that were published stay what they are, on every JDK and processor. */
    @Test
    void tellsTodayWhatItToldWhenThisTestWasWritten() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Fleet fleet = Fleet.simulate(SPEC);
        fleet.records().forEach(r -> digest.update(r.toString().getBytes(StandardCharsets.UTF_8)));
        fleet.labels().forEach(l -> digest.update(l.toString().getBytes(StandardCharsets.UTF_8)));

        assertThat(HexFormat.of().formatHex(digest.digest())).startsWith("5d5908058dda4891");
    }

    @Test
    void anotherSeedIsAnotherFleet() {
        assertThat(all(Fleet.simulate(SPEC.withSeed(8)))).isNotEqualTo(all(Fleet.simulate(SPEC)));
    }

    @Test
    void aDeviceLivesTheSameLifeInALargerFleet() {
        Fleet small = Fleet.simulate(SPEC.withDevices(100));
        Fleet large = Fleet.simulate(SPEC);

        assertThat(large.labels().subList(0, 100)).isEqualTo(small.labels());
        List<DeviceKey> members = small.labels().stream().map(Label::device).toList();
        assertThat(large.records().filter(r -> members.contains(r.event().device())))
                .containsExactlyElementsOf(all(small));
    }

    @Test
    void recordsComeInArrivalOrderAfterTheyHappenedAndInsideTheView() {
        List<SimulatedRecord> records = all(Fleet.simulate(SPEC));
        Instant end = SPEC.start().plus(SPEC.span());

        assertThat(records).isSortedAccordingTo(Comparator.comparing(SimulatedRecord::arrival));
        assertThat(records).allSatisfy(r -> {
            Duration delay = Duration.between(r.event().occurredAt(), r.arrival());
            assertThat(delay).isBetween(Delivery.MIN_DELAY, SPEC.delivery().maxLateness());
            assertThat(r.event().occurredAt()).isAfterOrEqualTo(SPEC.start()).isBefore(end);
        });
    }

    @Test
    void theMixHoldsAboutTheSharesThatWereAskedFor() {
        List<Label> labels = Fleet.simulate(FleetSpec.mixed(3)).labels();
        // Binomial, 4 standard deviations around 2,000 times the share.
        assertThat(labels).filteredOn(l -> l.cause().isEmpty()).hasSizeBetween(1_528, 1_672);
        assertThat(labels).filteredOn(l -> l.cause().startsWith("sas_token")).hasSizeBetween(236, 364);
        assertThat(labels).filteredOn(l -> l.cause().equals("idle_timeout")).hasSizeBetween(15, 65);
        assertThat(labels).filteredOn(l -> l.cause().equals("scheduled")).hasSizeBetween(29, 91);
    }

    @Test
    void aHealthyFleetHasNothingPeriodic() {
        FleetSpec spec = FleetSpec.healthy(5, 500, Duration.ofDays(4));

        assertThat(Fleet.simulate(spec).labels()).allSatisfy(label -> {
            assertThat(label.kind()).isEqualTo(Label.Kind.HEALTHY);
            assertThat(label.expiries()).isZero();
            assertThat(label.firstExpiry()).isNull();
        });
        assertThat(Fleet.simulate(spec).records()).noneMatch(r -> r.event().code() == 401003);
    }

    @Test
    void healthyDevicesDropWithHeavyTails() {
        List<Double> rates = Fleet.simulate(FleetSpec.healthy(11, 4_000, Duration.ofMinutes(1))).labels().stream()
                .map(Label::foreignDropsPerDay)
                .filter(rate -> rate > 0)
                .sorted()
                .toList();

        assertThat(rates.get(rates.size() / 2)).isBetween(0.18, 0.22); // standard error 0.005
        assertThat(rates.get(rates.size() * 99 / 100)).isGreaterThan(1.5);
        assertThat(rates.get(rates.size() - 1)).isLessThanOrEqualTo(6);
        assertThat(rates).hasSizeBetween(3_000, 3_400); // a fifth never drops
    }

    @Test
    void aHealthyDeviceDropsAsOftenAsItsLabelSays() {
        FleetSpec spec = FleetSpec.healthy(12, 1_000, Duration.ofDays(20)).withDelivery(Delivery.CLEAN);
        Fleet fleet = Fleet.simulate(spec);
        double expected = 20
                * fleet.labels().stream().mapToDouble(Label::foreignDropsPerDay).sum();
        long drops = fleet.records()
                .filter(r -> r.event().operation() == Operation.DISCONNECT)
                .count();

        // About 7,000 drops; what is left of the tolerance is time spent down and joining late.
        assertThat((double) drops).as("seed 12").isBetween(0.92 * expected, 1.05 * expected);
    }

    @Test
    void certificatesNeverExpireLikeTokens() {
        List<Label> labels = Fleet.simulate(FleetSpec.mixed(4)).labels();

        assertThat(labels)
                .filteredOn(label -> label.cause().startsWith("sas_"))
                .isNotEmpty()
                .allMatch(label -> label.auth() == Auth.SAS);
        assertThat(labels)
                .filteredOn(label -> label.cause().equals("idle_timeout"))
                .isNotEmpty()
                .allMatch(label -> label.auth() == Auth.X509);
        for (Label.Kind kind : List.of(Label.Kind.HEALTHY, Label.Kind.SCHEDULED)) {
            assertThat(labels.stream()
                            .filter(label -> label.kind() == kind)
                            .map(Label::auth)
                            .distinct())
                    .containsExactlyInAnyOrder(Auth.SAS, Auth.X509);
        }
    }

    private static List<SimulatedRecord> all(Fleet fleet) {
        return fleet.records().toList();
    }

    @Test
    void asASimulationItTellsTheSameRecords() {
        Fleet fleet = Fleet.simulate(FleetSpec.mixed(8).withDevices(60).withDays(1));

        List<FeedMessage> messages = fleet.messages().toList();

        List<SimulatedRecord> records = fleet.records().toList();
        assertThat(messages).hasSameSizeAs(records);
        for (int i = 0; i < records.size(); i++) {
            SimulatedRecord record = records.get(i);
            assertThat(messages.get(i))
                    .isEqualTo(new FeedMessage.Event(new Arrival("simulated", record.arrival(), i), record.event()));
        }
        assertThat(fleet.truth().devices()).extracting(Truth.Device::cause).contains("sas_token_expiry");
        assertThat(fleet.truth().incidents()).isEmpty();
    }
}
