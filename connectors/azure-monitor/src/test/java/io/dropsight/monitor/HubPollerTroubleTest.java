package io.dropsight.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dropsight.intake.SourceAlarm;
import io.dropsight.intake.SourceHealth;
import io.dropsight.intake.SourceHealth.State;
import io.dropsight.monitor.MonitorServer.Reply;
import io.dropsight.monitor.PollMetrics.Minutes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubPollerTroubleTest extends HubPollerRig {
    @Test
    void saysWhatALongOutageLost() {
        count(-5, -2);
        poller.step();
        poller.release();
        clock.advance(Duration.ofHours(30));
        int now = 30 * 60;
        count(now - 10, now - 2);

        HubPoller next = poller("plant");
        next.step();
        next.step();

        long lost = 30 * 60 - 1440 + 1;
        assertThat(minutes).containsEntry(Minutes.LOST, lost);
        assertThat(alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(SourceAlarm.Kind.RETENTION_GAP);
            assertThat(alarm.text()).contains(lost + " minutes");
        });
        assertThat(deliveries.minutes()).endsWith(numbers(now - 10, now - 2).toArray(Long[]::new));
    }

    @Test
    void obeysRetryAfterForAllHubsOfTheSubscription() {
        server.reply("plant", Reply.error(429, "TooManyRequests", "Retry-After", "170"));
        HubPoller other = poller("yard");
        poller.step();
        other.step();
        assertThat(server.asked("yard")).isEmpty();
        clock.advance(Duration.ofSeconds(169));
        assertThat(poller.step()).isEqualTo(Duration.ofSeconds(1));
        other.step();
        assertThat(server.asked()).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        poller.step();
        other.step();

        assertThat(server.asked("plant")).hasSize(2);
        assertThat(server.asked("yard")).hasSize(1);
        assertThat(outcomes).containsExactly(PollOutcome.THROTTLED, PollOutcome.OK, PollOutcome.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "401, InvalidAuthenticationToken, UNAUTHORIZED",
        "403, AuthorizationFailed, UNAUTHORIZED",
        "404, ResourceNotFound, UNREACHABLE"
    })
    void goesRedAtOnceAndAsksSeldomWhereOnlyPeopleCanHelp(int status, String code, SourceAlarm.Kind kind) {
        Reply refusal = Reply.error(status, code);
        server.reply("plant", refusal, refusal, refusal);
        for (int second = 0; second <= 600; second += 30) {
            poller.step();
            clock.advance(Duration.ofSeconds(30));
        }

        assertThat(server.asked()).hasSize(3);
        assertThat(alarms).as("told once").singleElement().satisfies(alarm -> {
            assertThat(alarm.kind()).isEqualTo(kind);
            assertThat(alarm.text()).contains(status + " " + code);
        });
        assertThat(poller.health().state()).isEqualTo(State.FAILED);
        assertThat(poller.health().lastError()).contains(status + " " + code);

        count(-5, 8);
        clock.advance(Duration.ofMinutes(5));
        poller.step();
        assertThat(poller.health().state()).isEqualTo(State.CAUGHT_UP);
        assertThat(poller.health().lastError()).isEmpty();
        assertThat(deliveries.minutes()).isEqualTo(numbers(-5, 8));
    }

    @Test
    void backsOffFromAServerThatFailsAndGoesRedWhenThatLasts() {
        count(-5, 60);
        for (int i = 0; i < 40; i++) {
            server.reply("plant", Reply.error(503, "ServerBusy"));
        }
        List<Duration> waits = new ArrayList<>();
        Instant until = START.plus(Duration.ofMinutes(16));
        while (clock.instant().isBefore(until)) {
            int before = server.asked().size();
            Duration wait = poller.step();
            if (server.asked().size() > before) {
                waits.add(wait);
            }
            clock.advance(wait);
        }
        assertThat(waits.size()).isBetween(7, 12);
        assertThat(waits.get(0)).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
        assertThat(waits.get(1)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        assertThat(poller.health().state()).isEqualTo(State.STALLED);
        assertThat(alarms).singleElement().extracting(SourceAlarm::kind).isEqualTo(SourceAlarm.Kind.STALLED);
        assertThat(deliveries.delivered).isEmpty();
        assertThat(deliveries.ticks).as("time goes on meanwhile").hasSizeGreaterThan(15);
    }

    @Test
    void tellsASilentHubFromAHubOfZeroDevices() {
        count(-5, -2);
        poller.step();
        for (int i = 0; i < 16; i++) {
            clock.advance(MINUTE);
            poller.step();
        }
        SourceHealth health = poller.health();
        assertThat(health.state()).isEqualTo(State.STALLED);
        assertThat(health.lastError()).contains("no points since 2026-03-02T11:59:00Z");
        assertThat(health.lagRecords()).isEqualTo(16);
        assertThat(health.lag().toMinutes()).isEqualTo(17);
        assertThat(alarms).singleElement().extracting(SourceAlarm::kind).isEqualTo(SourceAlarm.Kind.STALLED);
        assertThat(deliveries.minutes()).isEqualTo(numbers(-5, -2));

        for (int m = -1; m <= 14; m++) {
            server.count("plant", minute(m), 0);
        }
        clock.advance(MINUTE);
        poller.step();
        assertThat(poller.health().state()).isEqualTo(State.CAUGHT_UP);
        assertThat(deliveries.bodies().get(deliveries.bodies().size() - 1)).contains("\"average\":0.0");
    }

    @Test
    void goesOnWhereItWasWhenKafkaIsBack() {
        count(-5, -2);
        poller.step();
        deliveries.broken = true;
        count(-1, 1);
        clock.advance(Duration.ofMinutes(3));
        Duration wait = poller.step();
        assertThat(wait.toMillis()).isCloseTo(3750L, within(1250L));
        assertThat(poller.health().state()).isEqualTo(State.FAILED);
        poller.step();
        assertThat(alarms).singleElement().extracting(SourceAlarm::kind).isEqualTo(SourceAlarm.Kind.DELIVERY_FAILED);

        deliveries.broken = false;
        clock.advance(MINUTE);
        poller.step();

        assertThat(deliveries.minutes()).isEqualTo(numbers(-5, 1));
        assertThat(poller.health().state()).isEqualTo(State.CAUGHT_UP);
    }

    @Test
    void standsByWhileAnotherInstancePollsAndTakesOverWhenThatIsGone() {
        count(-5, 60);
        poller.step();
        HubPoller second = poller("plant");
        second.step();
        assertThat(deliveries.opened).isEqualTo(2);
        for (int i = 0; i < 20; i++) {
            clock.advance(MINUTE);
            second.step();
            poller.step();
        }
        assertThat(poller.health().state()).isEqualTo(State.ELSEWHERE);
        assertThat(deliveries.opened).isEqualTo(2);
        assertThat(deliveries.minutes()).isEqualTo(numbers(-5, 18));

        for (int i = 0; i < 17; i++) {
            clock.advance(MINUTE);
            poller.step();
        }
        assertThat(deliveries.opened).isEqualTo(3);
        assertThat(deliveries.minutes()).isEqualTo(numbers(-5, 35));
        assertThat(poller.health().state()).isEqualTo(State.CAUGHT_UP);
    }
}
