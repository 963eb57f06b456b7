package io.dropsight.detect.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.EventTime;
import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Drop;
import io.dropsight.detect.device.History;
import io.dropsight.detect.periodic.PeriodicConfig;
import io.dropsight.detect.periodic.PeriodicJudge;
import io.dropsight.detect.random.RandomConfig;
import io.dropsight.detect.random.RandomJudge;
import io.dropsight.model.Alert;
import io.dropsight.model.DeviceKey;
import io.dropsight.model.Pattern;
import io.dropsight.model.Status;
import io.dropsight.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What incidents and periods take away from the tests of single devices. */
class RandomBookTest {
    private static final DeviceKey PUMP = DeviceKey.of("plant", "pump-7");
    private static final int MINUTE = 60;
    private static final long[] GAPS = {2_000, 1_400, 2_700, 900, 3_300, 1_900, 2_300, 1_100, 2_900, 1_600};

    private final Map<String, Verdict> verdicts = new LinkedHashMap<>();
    private final List<Alert> alerts = new ArrayList<>();
    private long claimedFrom = Long.MAX_VALUE;
    private long claimedTo;
    private boolean claimedAsSchedule;

    private final HubOutput output = new HubOutput() {
        @Override
        public void verdict(Verdict verdict) {
            verdicts.put(verdict.verdictId(), verdict);
        }

        @Override
        public void alert(Alert alert) {
            alerts.add(alert);
        }

        @Override
        public void brokenPromise() {}

        @Override
        public void ended() {}
    };
    private final Claims claims = (traits, at) ->
            at >= claimedFrom && at <= claimedTo ? new Claims.Claim("an incident", claimedAsSchedule) : null;
    private final AlertBook alertBook = new AlertBook("plant", FeedState.FINE, output);
    private final PeriodicBook periodic = new PeriodicBook(
            new PeriodicJudge(PeriodicConfig.DEFAULTS), new FleetBook(), FeedState.FINE, claims, alertBook, output);
    private final RandomBook random = new RandomBook(
            new RandomJudge(RandomConfig.DEFAULTS), periodic, new FleetBook(), claims, alertBook, output);

    private void hear(History history) {
        DeviceState state = DeviceState.read(history.state().write());
        Candidate candidate =
                new Candidate(EventTime.toMillis(state.lastDrop()) + 600_000, PUMP, 0, state, 10, "Mqtt", "", "");
        periodic.signal(candidate);
        random.hear(candidate);
    }

    private List<Verdict> of(Pattern pattern) {
        return verdicts.values().stream().filter(v -> v.pattern() == pattern).toList();
    }

    private static History restless() {
        return History.begin().knownFor(4 * 86_400).sessions(History.CLOSED, 45, GAPS);
    }

    @Test
    void dropsOfAnIncidentProveNothingAboutTheDevice() {
        claimedFrom = History.START;
        claimedTo = History.START + 86_400;
        claimedAsSchedule = true;
        hear(restless());
        assertThat(verdicts).isEmpty();
    }

    @Test
    void theSameDropsAloneAreTooMany() {
        hear(restless());
        assertThat(of(Pattern.RANDOM)).extracting(Verdict::status).containsExactly(Status.OPEN);
    }

    @Test
    void tokensThatEndAreNoAccidentUnlessTheyEndAtNoAge() {
        int expired = Drop.CLOSED_REMOTELY | Drop.UNAUTHORIZED;
        History history = History.begin().knownFor(4 * 86_400).sessions(expired, 45, GAPS);
        hear(history);
        assertThat(verdicts).isEmpty();
        hear(history.sessions(expired, 45, 1_300, 3_100, 700, 2_500, 3_700));
        assertThat(of(Pattern.RANDOM)).extracting(Verdict::status).containsExactly(Status.OPEN);
    }

    @Test
    void aVerdictWhoseDropsTurnOutToBeAnIncidentResolves() {
        History history = restless();
        hear(history);
        claimedFrom = History.START;
        claimedTo = History.START + 86_400;
        hear(history.session(1_500, History.CLOSED, 45));
        assertThat(of(Pattern.RANDOM)).extracting(Verdict::status).containsExactly(Status.RESOLVED);
        assertThat(alerts.get(alerts.size() - 1).status()).isEqualTo(Status.RESOLVED);
    }

    @Test
    void claimedDropsFeedThePeriodicTestOnlyWhereTheyMayBeTheDevicesOwn() {
        claimedFrom = History.START;
        claimedTo = History.START + 86_400;
        hear(History.begin().repeat(6, 37 * MINUTE, History.CLOSED, 5));
        assertThat(verdicts).as("no usual lifetime").isEmpty();
        claimedAsSchedule = true;
        hear(History.begin().repeat(6, 37 * MINUTE, History.CLOSED, 5));
        assertThat(of(Pattern.PERIODIC)).as("a schedule").hasSize(1);
    }

    @Test
    void aUsualLifetimeIsTheDevicesOwnEvenInAnIncident() {
        claimedFrom = History.START;
        claimedTo = History.START + 86_400;
        hear(History.begin().repeat(4, 65 * MINUTE, History.UNAUTHORIZED, 5));
        assertThat(of(Pattern.PERIODIC)).hasSize(1);
        assertThat(of(Pattern.RANDOM)).isEmpty();
    }

    @Test
    void aPeriodicVerdictTakesItsDropsFromTheRateTest() {
        History history = History.begin().knownFor(4 * 86_400);
        for (int i = 0; i < 20; i++) {
            history.session(65 * MINUTE + (i % 3), History.UNAUTHORIZED, 5);
            hear(history);
        }
        assertThat(of(Pattern.PERIODIC)).hasSize(1);
        assertThat(of(Pattern.RANDOM)).isEmpty();
    }
}
