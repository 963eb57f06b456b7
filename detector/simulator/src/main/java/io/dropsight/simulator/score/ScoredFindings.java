package io.dropsight.simulator.score;

import java.util.List;

/**
 * All that a detector has said about one log.
 *
 * @param alerts   every version of every alert
 * @param verdicts the last version of each verdict
 */
public record ScoredFindings(List<ScoredAlert> alerts, List<ScoredVerdict> verdicts) {
    public ScoredFindings {
        alerts = List.copyOf(alerts);
        verdicts = List.copyOf(verdicts);
    }
}
