package io.dropsight.simulator.score;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Numbers of which the middle and the bad end are told. */
public record Samples(List<Double> values) {
    public static final Samples NONE = new Samples(List.of());

    public Samples {
        values = values.stream().sorted().toList();
    }

    public Samples plus(Samples other) {
        return new Samples(Stream.concat(values.stream(), other.values.stream()).toList());
    }

    /** The upper one of the two in the middle; empty where there is none. */
    public OptionalDouble median() {
        return quantile(0.5);
    }

    /** Such that at most 5 % are larger; empty where there is none. */
    public OptionalDouble p95() {
        return quantile(0.95);
    }

    private OptionalDouble quantile(double share) {
        return values.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(values.get(Math.min(values.size() - 1, (int) (share * values.size()))));
    }
}
