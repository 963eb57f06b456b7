package io.dropsight.detect.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.Signal;
import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.random.Opinion;
import io.dropsight.detect.random.RandomJudge.Rule;
import io.dropsight.model.Alert;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import io.dropsight.model.DeviceKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomCaseTest {
    private static final DeviceKey PUMP = new DeviceKey("plant", "pump-7", "edge/gauge");

    @Test
    void theLargestCaseTakesAtMost300BytesAndComesBackWhole() {
        RandomCase it = largest();
        byte[] bytes = it.write();
        assertThat(bytes.length).isLessThanOrEqualTo(RandomCase.MAX_BYTES);
        RandomCase read = RandomCase.read(PUMP, bytes);
        assertThat(read).usingRecursiveComparison().isEqualTo(it);
        assertThat(read.write()).isEqualTo(bytes);
    }

    private static RandomCase largest() {
        RandomCase it = new RandomCase(PUMP);
        Candidate signal =
                new Candidate(1, PUMP, 0, DeviceState.fresh(), 0, "ä".repeat(99), "ä".repeat(999), "€".repeat(99));
        Candidate texts = (Candidate) Signal.read(PUMP.text(), signal.write());
        it.protocol = texts.protocol();
        it.sdkVersion = texts.sdkVersion();
        it.address = texts.address();
        it.take(new Opinion(
                Cause.DUPLICATE_IDENTITY,
                0.4,
                List.of(
                        new Alert.Alternative(Cause.TCP_RESET, 0.3),
                        new Alert.Alternative(Cause.APP_CRASH, 0.2),
                        new Alert.Alternative(Cause.NETWORK_LOSS, 0.1))));
        it.open = true;
        it.suspect = true;
        it.rule = Rule.REFUSED;
        it.doubt = Cause.AUTH_FAILURE;
        it.auth = Auth.OTHER;
        it.logEvidence = 1.1f;
        it.perDay = 2.2f;
        it.usual = 3.3f;
        it.returnSeconds = 4.4f;
        it.onset = 0xFFFF_FFF1L;
        it.lastSeen = 0xFFFF_FFF2L;
        it.lastSession = 0xFFFF_FFF3L;
        it.resolvedAt = 0xFFFF_FFF4L;
        it.quietSeconds = 0xFFFF_FFF5L;
        it.detectedAtMillis = Long.MAX_VALUE - 1;
        it.deadlineMillis = Long.MAX_VALUE - 2;
        it.judgedDrops = Integer.MAX_VALUE;
        it.closedAtDrop = Integer.MAX_VALUE - 1;
        it.drops = Integer.MAX_VALUE - 2;
        it.recent = DeviceState.RING;
        it.closed = DeviceState.RING - 1;
        it.unauthorized = DeviceState.RING - 2;
        it.server = DeviceState.RING - 3;
        it.throttled = DeviceState.RING - 4;
        it.brief = DeviceState.RING - 5;
        it.otherNetwork = -7;
        it.lagSeconds = Integer.MAX_VALUE;
        it.joined(Cause.DUPLICATE_IDENTITY.label() + "|", Ids.of("any"));
        return it;
    }
}
