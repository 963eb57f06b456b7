package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.Alert;
import io.dropsight.model.Pattern;
import io.dropsight.simulator.Delivery;
import io.dropsight.simulator.FleetSpec;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Healthy feeds of fleets of any size, by day and by night, raise no alert about the feed; printed with their seeds. */
class FeedCalibrationTest {
    private static final int DAYS = 10;
    private static final int HUBS = 4;

    @ParameterizedTest(name = "{0} devices")
    @CsvSource({"5,801", "20,802", "60,803", "200,804", "600,805", "2000,806"})
    void healthyFeedsRaiseNothing(int devices, long seed) {
        int alerts = 0;
        int records = 0;
        for (int hub = 0; hub < HUBS; hub++) {
            FleetSpec spec = (hub % 2 == 0 ? FleetSpec.mixed(seed + 100L * hub) : healthy(seed + 100L * hub))
                    .withDevices(devices)
                    .withDays(devices >= 600 ? 4 : DAYS)
                    .withDelivery(Delivery.DEFAULTS);
            Random dice = new Random(seed + hub);
            Feed feed = Feed.of(spec, it -> it);
            Feed daily = hub < 2 ? feed : byDayAndNight(feed, dice);
            records += daily.entries().size();
            for (Alert alert : daily.through(1).alerts) {
                if (alert.pattern() == Pattern.FEED && alert.version() == 1) {
                    System.out.println(alert.at() + " " + alert.cause() + " " + alert.evidence());
                    alerts++;
                }
            }
        }
        System.out.printf(
                "%d devices, seeds %d to %d: %d records, %d feed alerts%n", devices, seed, seed + 300, records, alerts);
        assertThat(alerts).isZero();
    }

    private static FleetSpec healthy(long seed) {
        return FleetSpec.healthy(seed, 1, Duration.ofDays(1));
    }

    /** At night four of five devices, whole, say nothing. */
    private static Feed byDayAndNight(Feed feed, Random dice) {
        return new Feed(feed.entries().stream()
                .filter(it -> {
                    long hour = it.event().occurredAt().getEpochSecond() / 3600 % 24;
                    boolean night = hour < 6 || hour >= 20;
                    return !night || dice.nextInt(5) == 0;
                })
                .toList());
    }
}
