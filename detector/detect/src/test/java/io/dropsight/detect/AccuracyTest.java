package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.detect.periodic.PeriodicConfig;
import io.dropsight.simulator.Fleet;
import io.dropsight.simulator.FleetSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the detector finds in simulated fleets, as figures. */
class AccuracyTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsThePeriodicDevicesOfAMixedFleet(long seed) {
        check(FleetSpec.mixed(seed));
    }

    private static void check(FleetSpec spec) {
        Fleet fleet = Fleet.simulate(spec);
        Pipeline pipeline = run(fleet);
        Score score = new Score();
        score.add(fleet, pipeline);
        System.out.println(spec.devices() + " devices, " + spec.span() + ", seed " + spec.seed() + ": " + score + ", "
                + pipeline.signals + " signals, " + pipeline.outcomes + ", alerts " + pipeline.alerts.size());
        score.faults.forEach(System.out::println);
        assertThat(pipeline.ends).isOne();
    }

    static Pipeline run(Fleet fleet) {
        Pipeline pipeline = new Pipeline(1, PeriodicConfig.DEFAULTS);
        long start = System.nanoTime();
        fleet.records().forEach(r -> pipeline.event(r.arrival(), r.event()));
        pipeline.end();
        System.out.println("took " + (System.nanoTime() - start) / 1_000_000 + " ms");
        return pipeline;
    }
}
