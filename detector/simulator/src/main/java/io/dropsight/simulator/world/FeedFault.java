package io.dropsight.simulator.world;

import io.dropsight.simulator.Fairness;
import io.dropsight.simulator.Truth;
import java.time.Duration;

/** What happens to the log on its way, beside single records that are late or lost. Counts what it touches. */
public final class FeedFault {
    static final int ALL_SOURCES = -1;
    private static final double NOTABLE_SECONDS = 300;

    private final Kind kind;
    private final double from;
    private final double to;
    private final double parameter;
    private final int source;
    private int touched;

    private enum Kind {
        HELD,
        LOST,
        LAG
    }

    private FeedFault(Kind kind, double from, double to, double parameter, int source) {
        this.kind = kind;
        this.from = from;
        this.to = to;
        this.parameter = parameter;
        this.source = source;
    }

    /** Nothing arrives in between; then all of it does, within so many seconds and in no order. */
    public static FeedFault held(double from, double to, double burstSeconds) {
        return new FeedFault(Kind.HELD, from, to, burstSeconds, ALL_SOURCES);
    }

    /** Nothing arrives in between, and never will. */
    public static FeedFault lost(double from, double to) {
        return new FeedFault(Kind.LOST, from, to, 0, ALL_SOURCES);
    }

    /** Records take longer and longer, up to the most in the middle, and then less. */
    public static FeedFault lag(double from, double to, double mostSeconds) {
        return new FeedFault(Kind.LAG, from, to, mostSeconds, ALL_SOURCES);
    }

    /** The same of one source alone. */
    public FeedFault ofSource(int number) {
        return new FeedFault(kind, from, to, parameter, number);
    }

    /** NaN if it never arrives. */
    double arrival(double usual, int ofSource, double chance) {
        if (usual < from || usual >= to || source != ALL_SOURCES && source != ofSource) {
            return usual;
        }
        double arrival =
                switch (kind) {
                    case HELD -> to + chance * parameter;
                    case LOST -> Double.NaN;
                    case LAG -> usual + parameter * (1 - StrictMath.abs(2 * (usual - from) / (to - from) - 1));
                };
        if (!(arrival - usual < NOTABLE_SECONDS)) {
            touched++;
        }
        return arrival;
    }

    Truth.Incident truth(WorldSpec spec, int number) {
        boolean lag = kind == Kind.LAG;
        double length = lag ? parameter : to - from;
        return new Truth.Incident(
                "feed-" + number,
                spec.hub(),
                "feed",
                lag ? "feed_delay" : "feed_gap",
                spec.at(from),
                spec.at(to),
                spec.at(kind == Kind.HELD ? to + parameter : to),
                "",
                "",
                0,
                spec.devices(),
                Fairness.feed(Duration.ofSeconds((long) length), touched));
    }
}
