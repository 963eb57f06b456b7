package io.dropsight.simulator.score;

import static io.dropsight.simulator.score.Cases.alert;
import static io.dropsight.simulator.score.Cases.incident;
import static io.dropsight.simulator.score.Cases.periodic;
import static io.dropsight.simulator.score.Cases.says;
import static io.dropsight.simulator.score.Cases.score;
import static io.dropsight.simulator.score.Cases.truth;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ScoreCardTest {
    @Test
    void cardsAddUp() {
        ScoreCard devices = score(truth(periodic("a", 65), periodic("b", 65)), says("a", "periodic", 65));
        ScoreCard incidents = score(truth(incident("m", "hub_transient", 100)), alert("x", "hub_failover", 100));
        ScoreCard healthy = score(truth(), alert("x", "hub_transient", 100));

        ScoreCard sum = devices.plus(incidents).plus(healthy);

        assertThat(sum.periodic().recall()).isEqualTo(new Ratio(1, 2));
        assertThat(sum.mass().precision()).isEqualTo(new Ratio(1, 2));
        assertThat(sum.causes()).isEqualTo(new Ratio(1, 2));
        assertThat(sum.deviceDays()).isEqualTo(600);
        assertThat(sum.hubDays()).isEqualTo(6);
        assertThat(sum.falseAlertsPer1kDeviceDays()).hasValue(1000 / 600.0);
        assertThat(sum.healthyFalseAlertsPerHubDay()).hasValue(0.5);
        assertThat(sum.faults()).hasSize(4);
        assertThat(sum.plus(ScoreCard.NONE)).isEqualTo(sum);
        assertThat(ScoreCard.NONE.plus(sum)).isEqualTo(sum);
    }

    @Test
    void whatWasNotJudgedHasNoFigure() {
        assertThat(ScoreCard.NONE.causes().value()).isEqualTo(OptionalDouble.empty());
        assertThat(ScoreCard.NONE.falseAlertsPer1kDeviceDays()).isEmpty();
        assertThat(ScoreCard.NONE.healthyFalseAlertsPerHubDay()).isEmpty();
        assertThat(Samples.NONE.median()).isEmpty();
    }

    @Test
    void theBadEndIsTheValueThatFivePercentExceed() {
        Samples hundred = new Samples(
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList());

        assertThat(hundred.median()).hasValue(51);
        assertThat(hundred.p95()).hasValue(96);
        assertThat(new Samples(List.of(3.0, 1.0, 2.0)).median()).hasValue(2);
        assertThat(new Samples(List.of(7.0)).p95()).hasValue(7);
    }
}
