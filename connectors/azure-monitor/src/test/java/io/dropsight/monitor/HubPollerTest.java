package io.dropsight.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.intake.Payload;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.monitor.PollMetrics.Minutes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HubPollerTest extends HubPollerRig {
    @Test
    void startsWithTheLastDayAndThenTakesAMinuteAMinute() {
        count(-1440, -2);
        assertThat(poller.step()).isEqualTo(MINUTE);
        assertThat(deliveries.delivered).hasSize(1439);
        assertThat(server.asked().get(0).from()).isEqualTo(minute(-1440));

        count(-1, -1);
        clock.advance(MINUTE);
        poller.step();

        assertThat(deliveries.minutes()).isEqualTo(numbers(-1440, -1));
        assertThat(server.asked().get(1).from()).isEqualTo(minute(-1));
        assertThat(server.asked().get(1).to()).isEqualTo(minute(0));
        assertThat(minutes).containsEntry(Minutes.DELIVERED, 1440L).doesNotContainKey(Minutes.LOST);
    }

    @Test
    void deliversPointsAsAzureExportsThemWithArrivalsThatRise() {
        count(-5, -2);
        poller.step();

        assertThat(deliveries.bodies().get(0))
                .isEqualTo(
                        "{\"records\":[{\"time\":\"2026-03-02T11:55:00Z\",\"resourceId\":\"/%s\",\"metricName\":\"connectedDeviceCount\",\"timeGrain\":\"PT1M\",\"average\":1000.0}]}"
                                .formatted(Hubs.of("plant").id().toUpperCase(java.util.Locale.ROOT)));
        List<Instant> arrivals =
                deliveries.delivered.stream().map(Payload::enqueuedAt).toList();
        assertThat(arrivals).isSorted().doesNotHaveDuplicates();
        assertThat(arrivals.get(3)).isEqualTo(START);
        assertThat(deliveries.delivered.get(3).offset()).isEqualTo("2026-03-02T11:58:00Z");
    }

    @Test
    void asksForNothingWhileOtherSourcesAreBehindAndThatIsNoSilence() {
        count(-30, -2);
        deliveries.limit = START.minusSeconds(3_600);
        for (int minute = 0; minute < 30; minute++) {
            assertThat(poller.step()).isEqualTo(Duration.ofSeconds(1));
            clock.advance(MINUTE);
        }
        assertThat(server.asked()).isEmpty();
        assertThat(poller.health().state()).isEqualTo(State.RUNNING);
        assertThat(alarms).isEmpty();

        count(-1, 28);
        deliveries.limit = Instant.MAX;
        poller.step();
        assertThat(deliveries.minutes()).isEqualTo(numbers(-30, 28));
    }

    @Test
    void doesNotTakeAMinuteThatHasNotSettled() {
        count(-5, 0);
        poller.step();
        assertThat(deliveries.minutes()).isEqualTo(numbers(-5, -2));
    }

    @Test
    void waitsForALatePointAndKeepsTheOrder() {
        count(-10, -5);
        count(-3, -2);
        poller.step();
        assertThat(deliveries.minutes()).isEqualTo(numbers(-10, -5));
        assertThat(poller.health().state()).isEqualTo(State.RUNNING);

        count(-4, -1);
        clock.advance(MINUTE);
        poller.step();

        assertThat(deliveries.minutes()).isEqualTo(numbers(-10, -1));
        assertThat(minutes).doesNotContainEntry(Minutes.MISSING, 1L);
        assertThat(poller.health().state()).isEqualTo(State.CAUGHT_UP);
    }

    @Test
    void countsAMinuteThatNeverComesAndGoesOnWithoutIt() {
        count(-10, -5);
        server.nullAt("plant", minute(-4));
        count(-3, -2);
        poller.step();
        assertThat(deliveries.minutes()).isEqualTo(numbers(-10, -5));

        clock.advance(Duration.ofMinutes(2)); // the minute is over for 5.5 minutes
        count(-1, 0);
        poller.step();

        List<Long> expected = new ArrayList<>(numbers(-10, -5));
        expected.addAll(numbers(-3, 0));
        assertThat(deliveries.minutes()).isEqualTo(expected);
        assertThat(minutes).containsEntry(Minutes.MISSING, 1L);
    }

    @Test
    void goesOnAfterARestartWithoutDoubling() {
        count(-5, -2);
        poller.step();
        poller.release();
        count(-1, 2);
        clock.advance(Duration.ofMinutes(4));

        HubPoller next = poller("plant");
        next.step();

        assertThat(deliveries.minutes()).isEqualTo(numbers(-5, 2));
        assertThat(server.asked().get(1).from()).isEqualTo(minute(-1));
    }

    @Test
    void promisesNoMoreThanItKeeps() {
        count(-1440, 60);
        for (int i = 0; i < 5; i++) {
            int delivered = deliveries.delivered.size();
            Instant promised =
                    deliveries.ticks.isEmpty() ? Instant.MIN : deliveries.ticks.get(deliveries.ticks.size() - 1);
            poller.step();
            assertThat(deliveries.delivered.subList(delivered, deliveries.delivered.size()))
                    .isNotEmpty()
                    .allMatch(payload -> !payload.enqueuedAt().isBefore(promised));
            clock.advance(MINUTE);
        }
        assertThat(deliveries.ticks).isSorted().hasSize(5);
    }
}
