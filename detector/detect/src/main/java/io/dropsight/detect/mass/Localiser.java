package io.dropsight.detect.mass;

import io.dropsight.detect.Cohort;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which cohort a burst is about, by the Bernoulli likelihood ratio of Kulldorff (1997, <i>Communications in
 * Statistics</i> 26:1481-1496) over networks, SDK versions, protocols and ways to authenticate. Stateless.
 */
public final class Localiser {
    private static final double LEAST_EVIDENCE = 8;
    private static final double LEAST_EXCESS_SHARE = 0.6;
    private static final double LEAST_CONTRAST = 4;
    private static final double WHOLE_FLEET = 0.97;

    private Localiser() {}

    /**
     * @param drops    of the burst that belong to the cohort
     * @param devices  of the cohort
     * @param evidence log of the likelihood ratio
     * @param share    of the burst's excess
     */
    public record Place(Cohort cohort, double drops, double devices, double evidence, double share) {}

    /**
     * @param expected usual drops of the hub while the burst lasted
     * @param fleet    devices of the hub
     * @param devices  of a cohort; 0 if unknown
     * @param usual    usual drops of a cohort while the burst lasted
     * @return null if it is the whole hub
     */
    public static @Nullable Place place(
            Collection<BurstFact> burst,
            double expected,
            double fleet,
            ToDoubleFunction<Cohort> devices,
            ToDoubleFunction<Cohort> usual) {
        Map<Cohort, Double> drops = new TreeMap<>();
        double all = 0;
        for (BurstFact fact : burst) {
            all += fact.weight();
            for (Cohort cohort : fact.traits().cohorts()) {
                drops.merge(cohort, (double) fact.weight(), Double::sum);
            }
        }
        double size = Math.max(fleet, all);
        Place best = null;
        for (Map.Entry<Cohort, Double> entry : drops.entrySet()) {
            Cohort cohort = entry.getKey();
            double inside = entry.getValue();
            double members = Math.min(size, Math.max(devices.applyAsDouble(cohort), inside));
            double share = (inside - Math.min(inside, usual.applyAsDouble(cohort))) / Math.max(1, all - expected);
            if (members >= WHOLE_FLEET * size || share < LEAST_EXCESS_SHARE) {
                continue;
            }
            double outside = Math.max(0, all - inside);
            if (inside / members < LEAST_CONTRAST * outside / (size - members)) {
                continue;
            }
            double evidence = log(inside, members) + log(outside, size - members) - log(all, size);
            if (evidence >= LEAST_EVIDENCE && (best == null || evidence > best.evidence() + 1e-9)) {
                best = new Place(cohort, inside, members, evidence, Math.min(1, share));
            }
        }
        return best;
    }

    private static double log(double a, double b) {
        double rate = Math.min(1, a / b);
        double yes = rate <= 0 ? 0 : a * Math.log(rate);
        double no = rate >= 1 ? 0 : (b - a) * Math.log(1 - rate);
        return yes + no;
    }
}
