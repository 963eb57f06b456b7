package io.dropsight.service.sources;

import io.dropsight.intake.Deliveries;
import io.dropsight.intake.Source;
import io.dropsight.service.config.RunConfig;
import java.util.ArrayList;
import java.util.List;

/** Makes the sources that are configured. */
public final class SourceFactory {
    private SourceFactory() {}

    public static List<Source> all(RunConfig.Sources config, Deliveries deliveries) {
        List<Source> sources = new ArrayList<>();
        config.simulations().forEach((name, one) -> sources.add(new SimulationSource(name, one, deliveries)));
        return sources;
    }
}
