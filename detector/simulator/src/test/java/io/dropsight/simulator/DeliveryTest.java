package io.dropsight.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Auth;
import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final FleetSpec SPEC = FleetSpec.mixed(31)
            .withDevices(400)
            .withDays(2)
            .withDelivery(Delivery.CLEAN.withWholeSeconds(false)); // so that only a repetition equals its record

    @Test
    void losesTheShareThatWasAskedForAndNothingElse() {
        List<SimulatedRecord> clean = all(SPEC.delivery());
        List<SimulatedRecord> lossy = all(SPEC.delivery().withLost(0.1));
        int n = clean.size();

        assertThat(n).isGreaterThan(8_000);
        assertThat(new HashSet<>(clean).containsAll(lossy)).isTrue();
        assertThat(n - lossy.size()).as("seed 31").isCloseTo(n / 10, within(n, 0.1));
        assertThat(new HashSet<>(lossy).containsAll(all(SPEC.delivery().withLost(0.2))))
                .as("a larger loss loses the same and more")
                .isTrue();
    }

    @Test
    void repeatsTheShareThatWasAskedForLaterAndWithinTheLateness() {
        List<SimulatedRecord> records = all(SPEC.delivery().withDuplicated(0.1).withLate(0.1));
        Map<DiagnosticEvent, List<SimulatedRecord>> copies = new HashMap<>();
        records.forEach(r ->
                copies.computeIfAbsent(r.event(), event -> new ArrayList<>()).add(r));
        int n = copies.size();

        assertThat(n).isEqualTo(all(SPEC.delivery()).size());
        assertThat(records.size() - n).as("seed 31").isCloseTo(n / 10, within(n, 0.1));
        for (List<SimulatedRecord> same : copies.values()) {
            assertThat(same).hasSizeLessThanOrEqualTo(2);
            assertThat(same.get(same.size() - 1).arrival())
                    .isBeforeOrEqualTo(same.get(0).event().occurredAt().plus(Duration.ofMinutes(10)));
            assertThat(same.stream().map(SimulatedRecord::arrival).distinct()).hasSameSizeAs(same);
        }
    }

    @Test
    void delaysTheShareThatWasAskedForUpToTheLateness() {
        Duration most = Duration.ofMinutes(4);
        List<Duration> delays = all(SPEC.delivery().withLate(0.1).withMaxLateness(most)).stream()
                .map(r -> Duration.between(r.event().occurredAt(), r.arrival()))
                .toList();
        int n = delays.size();
        long late = delays.stream()
                .filter(d -> d.compareTo(Delivery.MAX_DELAY) >= 0)
                .count();

        assertThat((int) late).as("seed 31").isCloseTo(n / 10, within(n, 0.1));
        assertThat(delays).allMatch(d -> d.compareTo(Delivery.MIN_DELAY.minusMillis(1)) >= 0);
        assertThat(delays.stream().max(Comparator.naturalOrder()).orElseThrow())
                .isBetween(most.multipliedBy(9).dividedBy(10), most);
    }

    @Test
    void arrivesInWholeMillisecondsAndHappensInWholeSeconds() {
        List<SimulatedRecord> records = all(SPEC.delivery().withWholeSeconds(true));

        assertThat(records).allMatch(r -> r.arrival().getNano() % 1_000_000 == 0);
        assertThat(records).allMatch(r -> r.event().occurredAt().getNano() == 0);
        Set<String> seconds = new HashSet<>();
        assertThat(records)
                .as("two records of one device in one second")
                .anyMatch(r -> !seconds.add(r.event().device() + " " + r.event().occurredAt()));
    }

    @Test
    void sevenFractionDigitsAreThereWhenAskedFor() {
        assertThat(all(SPEC.delivery())).allMatch(r -> r.event().occurredAt().getNano() % 100 == 0);
        assertThat(all(SPEC.delivery())).anyMatch(r -> r.event().occurredAt().getNano() % 1_000 != 0);
    }

    @Test
    void disconnectsSayLittleAboutTheDevice() {
        List<DiagnosticEvent> drops = all(SPEC.delivery()).stream()
                .map(SimulatedRecord::event)
                .filter(event -> event.operation() == Operation.DISCONNECT)
                .toList();
        int bare = (int)
                drops.stream().filter(event -> event.auth() == Auth.UNKNOWN).count();

        assertThat(drops).allMatch(event -> event.sdkVersion().isEmpty());
        assertThat(bare).as("seed 31").isCloseTo(drops.size() / 2, within(drops.size(), 0.5));
        assertThat(all(SPEC.delivery()))
                .filteredOn(r -> r.event().operation() == Operation.CONNECT)
                .noneMatch(r -> r.event().auth() == Auth.UNKNOWN)
                .anyMatch(r -> !r.event().sdkVersion().isEmpty());
    }

    private static List<SimulatedRecord> all(Delivery delivery) {
        return Fleet.simulate(SPEC.withDelivery(delivery)).records().toList();
    }

    /** Four standard deviations of a binomial count. */
    private static Offset<Integer> within(int n, double share) {
        return Offset.offset((int) Math.ceil(4 * Math.sqrt(n * share * (1 - share))));
    }
}
