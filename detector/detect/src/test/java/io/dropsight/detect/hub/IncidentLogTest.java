package io.dropsight.detect.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.Traits;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IncidentLogTest {
    private static final long START = 300_000_000;
    private static final long HOUR = 3600;
    private static final Traits SITE = new Traits(1, 2, Cohort.network24("203.0.113.XXX"), Auth.SAS);
    private static final Traits ELSEWHERE = new Traits(1, 2, Cohort.network24("203.0.114.XXX"), Auth.SAS);
    private static final Cohort NETWORK = SITE.cohorts().get(0);

    private final IncidentLog log = new IncidentLog("plant");
    private final TreeMap<String, byte[]> store = new TreeMap<>();

    private void save() {
        log.save((kind, name, value) -> {
            assertThat(kind).isEqualTo(Shelf.INCIDENT);
            if (value == null) {
                store.remove(name);
            } else {
                store.put(name, value);
            }
        });
    }

    private IncidentLog restored() {
        save();
        IncidentLog it = new IncidentLog("plant");
        store.forEach(it::restore);
        return it;
    }

    private static List<String> ids(IncidentLog of) {
        return of.matching(it -> true).stream().map(it -> it.alertId).toList();
    }

    @Test
    void aDropWithinTheTimesAndThePlaceBelongsToIt() {
        MassIncident it = log.begin(Cause.NETWORK_OUTAGE, START, START + 100);
        it.cohort = NETWORK;
        assertThat(log.covering(SITE, START - 90)).isSameAs(it);
        assertThat(log.covering(SITE, START - 91)).isNull();
        assertThat(log.covering(SITE, START + 280)).isSameAs(it);
        assertThat(log.covering(SITE, START + 281)).isNull();
        assertThat(log.covering(ELSEWHERE, START + 50)).isNull();
        it.lastRefused = START + 1_000;
        assertThat(log.covering(SITE, START + 1_180)).isSameAs(it);
    }

    @Test
    void anOutageGoesBeforeAnEcho() {
        MassIncident outage = log.begin(Cause.HUB_TRANSIENT, START, START + 100);
        MassIncident echo = log.begin(Cause.SAS_ECHO, START, START + 100);
        assertThat(log.covering(SITE, START + 10)).isSameAs(outage);
        assertThat(log.outageOf(SITE, START + 10)).isSameAs(outage);
        outage.cohort = new Cohort(Cohort.Kind.SDK, 99);
        assertThat(log.covering(SITE, START + 10)).isSameAs(echo);
        assertThat(log.outageOf(SITE, START + 10)).isNull();
    }

    @Test
    void minutesOfAnOutageAreUnusualThoseOfAnEchoAreNot() {
        log.begin(Cause.SAS_ECHO, START, START + 100);
        assertThat(log.coversMinute(START / 60)).isFalse();
        log.begin(Cause.HUB_TRANSIENT, START, START + 100);
        assertThat(log.coversMinute(START / 60)).isTrue();
        assertThat(log.coversMinute(START / 60 + 5)).isFalse();
    }

    @Test
    void theSamePlaceSoonAfterIsTheSameIncident() {
        MassIncident it = log.begin(Cause.HUB_TRANSIENT, START, START + 100);
        it.open = false;
        assertThat(log.recent(null, START + 1_900, 1_800)).isSameAs(it);
        assertThat(log.recent(null, START + 1_901, 1_800)).isNull();
        assertThat(log.recent(NETWORK, START + 200, 1_800)).isNull();
        it.open = true;
        assertThat(log.recent(null, START + 10 * HOUR, 1_800)).isSameAs(it);
    }

    @Test
    void atMost512PastOnesAreKept() {
        for (int i = 0; i < 700; i++) {
            MassIncident it = log.begin(Cause.HUB_TRANSIENT, START + i * HOUR, START + i * HOUR);
            log.setDue(it, i);
        }
        save();
        assertThat(log.matching(it -> true)).hasSizeLessThanOrEqualTo(IncidentLog.MOST_PAST);
        assertThat(store).hasSizeLessThanOrEqualTo(IncidentLog.MOST_PAST + 1);
        assertThat(log.nextDeadline()).as("forgotten ones have no timers").isGreaterThanOrEqualTo(700 - 512);
        assertThat(ids(restored())).isEqualTo(ids(log));
    }

    @Test
    void theyAreForgottenAfterAMonth() {
        log.begin(Cause.HUB_TRANSIENT, START, START);
        log.begin(Cause.HUB_TRANSIENT, START + 31 * 24 * HOUR, START + 31 * 24 * HOUR);
        assertThat(log.matching(it -> true)).hasSize(1);
    }

    @Test
    void aRestartKeepsOrderTimersAndNumbers() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            MassIncident it = log.begin(Cause.HUB_TRANSIENT, START - i * 60L, START);
            log.setDue(it, 1_000 - i);
            ids.add(it.alertId);
        }
        IncidentLog anew = restored();
        assertThat(ids(anew)).isEqualTo(ids);
        assertThat(anew.nextDeadline()).isEqualTo(961);
        assertThat(anew.first().alertId).isEqualTo(ids.get(39));
        assertThat(anew.begin(Cause.HUB_TRANSIENT, START, START).alertId)
                .isEqualTo(log.begin(Cause.HUB_TRANSIENT, START, START).alertId)
                .isNotIn(ids);
    }

    @Test
    void anIncidentIsReadAsItWasWritten() {
        MassIncident it = log.begin(Cause.SAS_ECHO, START, START + 5);
        it.cohort = NETWORK;
        it.list(List.of("a", "b/c", "\u00fc\""));
        it.settled.add("a", START, 3_900, 2);
        it.ahead.add("b", START + 1, 3_901, 1);
        it.age = 3_900.5;
        it.foretold = true;
        it.connectedFrom = 7;
        it.connectedTo = 8;
        it.sample = new int[] {-5, 0, 9};
        it.examples = List.of("one", "two");
        byte[] bytes = MassIncidentForm.write(it);
        MassIncident read = MassIncidentForm.read(it.alertId, bytes);
        assertThat(MassIncidentForm.write(read)).isEqualTo(bytes);
        assertThat(read).usingRecursiveComparison().isEqualTo(it);
        bytes[0] = 9;
        assertThatThrownBy(() -> MassIncidentForm.read("x", bytes))
                .hasMessage("mass incident of version 9: this program reads 1");
    }

    @Test
    void atMostTwentyNamesAreListed() {
        MassIncident it = log.begin(Cause.HUB_TRANSIENT, START, START);
        for (int i = 0; i < 100; i++) {
            it.list(List.of("device-" + i % 50));
        }
        assertThat(it.devices).hasSize(20).isSorted();
    }
}
