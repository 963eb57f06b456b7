package io.dropsight.detect.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.Candidate;
import io.dropsight.detect.Signal;
import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.periodic.Clock;
import io.dropsight.detect.periodic.Lifetimes;
import io.dropsight.model.Auth;
import io.dropsight.model.Cause;
import io.dropsight.model.DeviceKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeviceCaseTest {
    private static final DeviceKey PUMP = new DeviceKey("plant", "pump-7", "edge/gauge");

    @Test
    void theLargestCaseTakesAtMost300BytesAndComesBackWhole() {
        DeviceCase it = largest();
        byte[] bytes = it.write();
        assertThat(bytes.length).isLessThanOrEqualTo(DeviceCase.MAX_BYTES);
        DeviceCase read = DeviceCase.read(PUMP, bytes);
        assertThat(read).usingRecursiveComparison().isEqualTo(it);
        assertThat(read.write()).isEqualTo(bytes);
    }

    @Test
    void aTextThatASignalCannotCarryIsCutBetweenCharacters() {
        Candidate read = longTexts();
        assertThat(read.sdkVersion()).isEqualTo("ä".repeat(53));
        assertThat(read.protocol()).isEqualTo("ä".repeat(8));
        assertThat(read.address()).isEqualTo("€".repeat(8));
    }

    private static Candidate longTexts() {
        Candidate signal =
                new Candidate(1, PUMP, 0, DeviceState.fresh(), 0, "ä".repeat(99), "ä".repeat(2_000), "€".repeat(99));
        return (Candidate) Signal.read(PUMP.text(), signal.write());
    }

    private static DeviceCase largest() {
        DeviceCase it = new DeviceCase(PUMP);
        Candidate texts = longTexts();
        it.protocol = texts.protocol();
        it.sdkVersion = texts.sdkVersion();
        it.address = texts.address();
        it.open = true;
        it.connected = true;
        it.clock = Clock.LAG;
        it.cause = Cause.SAS_TOKEN_RENEWAL;
        it.alternative = Cause.IDLE_TIMEOUT;
        it.doubt = Cause.SAS_TOKEN_EXPIRY;
        it.auth = Auth.OTHER;
        it.period = 1.1f;
        it.openedPeriod = 2.2f;
        it.tolerance = 3.3f;
        it.mad = 4.4f;
        it.secondPeriod = 5.5f;
        it.confidence = 6.6f;
        it.logEvidence = 7.7f;
        it.returnSeconds = 8.8f;
        it.onset = 0xFFFF_FFF1L;
        it.lastMatch = 0xFFFF_FFF2L;
        it.lastSession = 0xFFFF_FFF3L;
        it.lastConnect = 0xFFFF_FFF4L;
        it.lastDrop = 0xFFFF_FFF5L;
        it.resolvedAt = 0xFFFF_FFF6L;
        it.detectedAtMillis = Long.MAX_VALUE - 1;
        it.deadlineMillis = Long.MAX_VALUE - 2;
        it.judgedDrops = Integer.MAX_VALUE;
        it.closedAtDrop = Integer.MAX_VALUE - 1;
        it.matches = Integer.MAX_VALUE - 2;
        it.recent = DeviceState.RING;
        it.unauthorized = DeviceState.RING - 1;
        it.clean = DeviceState.RING - 2;
        it.strangers = DeviceState.RING;
        it.survivals = DeviceState.RING;
        it.lagSeconds = Integer.MAX_VALUE;
        it.group = Cause.SAS_TOKEN_RENEWAL.label() + "|" + longestAgeClass();
        it.alertId = Ids.of("any");
        return it;
    }

    /** A device is forgotten after 14 days: no session that is known lasts much longer. */
    private static String longestAgeClass() {
        String longest = "";
        for (double seconds = 200; seconds < Duration.ofDays(60).toSeconds(); seconds *= 1.001) {
            String name = Lifetimes.classOf(seconds);
            longest = name.length() > longest.length() ? name : longest;
        }
        return longest;
    }
}
