package io.dropsight.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.azure.core.amqp.AmqpTransportType;
import io.dropsight.intake.GapPolicy;
import io.dropsight.intake.RecreatedPolicy;
import io.dropsight.intake.StartPolicy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventHubsSettingsTest {
    private static final HubAddress ADDRESS = new HubAddress("contoso.servicebus.windows.net", "diag", "$default");

    @Test
    void startsWithoutLossByDefault() {
        var settings = EventHubsSettings.of(ADDRESS, new HubAuth.ManagedIdentity(Optional.empty()));
        assertThat(settings.start()).isEqualTo(StartPolicy.earliest());
        assertThat(settings.gap()).isEqualTo(GapPolicy.GO_ON);
        assertThat(settings.recreated()).isEqualTo(RecreatedPolicy.STOP);
        assertThat(settings.receive())
                .isEqualTo(new ReceiveSettings(100, 50, Duration.ofMillis(500), AmqpTransportType.AMQP));
        assertThat(settings.balance()).isEqualTo(new BalanceSettings(Duration.ofSeconds(5), Duration.ofSeconds(20)));
        assertThat(settings.watch())
                .isEqualTo(new WatchSettings(
                        Duration.ofSeconds(5), Duration.ofSeconds(60), 3, Duration.ofSeconds(5), Duration.ofHours(1)));
    }

    @Test
    void refusesWhatWouldNotWorkAndSaysWhatWould() {
        refused(() -> receive(0, 1, 500), "eventhubs.prefetch is 0: use 1 to 8000");
        refused(() -> receive(10, 11, 500), "eventhubs.max-batch is 11: use 1 to eventhubs.prefetch (10)");
        refused(() -> receive(10, 10, 10), "eventhubs.max-wait is PT0.01S: use 50 ms to 1 minute");
        refused(
                () -> new BalanceSettings(Duration.ofSeconds(5), Duration.ofSeconds(14)),
                "eventhubs.balance.expire-after is PT14S: use at least 3 times update-every (PT5S)");
        refused(
                () -> new BalanceSettings(Duration.ofMillis(100), Duration.ofMillis(500)),
                "eventhubs.balance.expire-after is PT0.5S: use a second or more, Azure's client counts in seconds");
        refused(
                () -> new BalanceSettings(Duration.ZERO, Duration.ofSeconds(1)),
                "eventhubs.balance.update-every is PT0S: use a positive duration, such as 5 s");
        refused(
                () -> watch(5, 14, 3, 5, 60),
                "eventhubs.watch.stalled-after is PT14S: use at least 3 times poll-every (PT5S)");
        refused(() -> watch(5, 60, -1, 5, 60), "eventhubs.watch.max-rebuilds is -1: use 0 or more");
        refused(() -> watch(5, 60, 3, -1, 60), "eventhubs.watch.clock-margin is PT-1S: use zero or more, such as 5 s");
        refused(
                () -> watch(5, 60, 3, 5, 0),
                "eventhubs.watch.keep-alive is PT0S: use a positive duration, such as 5 s");
        refused(
                () -> new HubAddress("con/toso", "diag", "$default"),
                "eventhubs.namespace is \"con/toso\": use a name such as contoso.servicebus.windows.net");
        refused(
                () -> new HubAddress("contoso", "", "$default"),
                "eventhubs.event-hub is \"\": use a name such as diagnostics");
        refused(
                () -> new HubAddress("contoso", "diag", "a b"),
                "eventhubs.consumer-group is \"a b\": use a name such as dropsight");
    }

    @Test
    void fetchesNoMoreAheadThanASmallHeapCanHold() {
        long mebibyte = 1024 * 1024;
        assertThat(ReceiveSettings.DEFAULTS.fitting(4, 4096 * mebibyte)).isEqualTo(ReceiveSettings.DEFAULTS);
        assertThat(ReceiveSettings.DEFAULTS.fitting(4, 512 * mebibyte)).isEqualTo(receive(32, 32, 500));
        assertThat(ReceiveSettings.DEFAULTS.fitting(32, 512 * mebibyte)).isEqualTo(receive(4, 4, 500));
        assertThat(ReceiveSettings.DEFAULTS.fitting(1_000, 64 * mebibyte)).isEqualTo(receive(1, 1, 500));
    }

    private static ReceiveSettings receive(int prefetch, int batch, int waitMillis) {
        return new ReceiveSettings(prefetch, batch, Duration.ofMillis(waitMillis), AmqpTransportType.AMQP);
    }

    private static WatchSettings watch(int poll, int stalled, int rebuilds, int margin, int keep) {
        return new WatchSettings(
                Duration.ofSeconds(poll),
                Duration.ofSeconds(stalled),
                rebuilds,
                Duration.ofSeconds(margin),
                Duration.ofSeconds(keep));
    }

    private static void refused(Runnable making, String message) {
        assertThatIllegalArgumentException().isThrownBy(making::run).withMessage(message);
    }
}
