package io.dropsight.simulator;

/** How long a session lasts that nothing periodic ends. */
public enum SessionLaw {
    EXPONENTIAL {
        @Override
        public double draw(Dice dice, double mean) {
            return mean * dice.weibull(1, 1);
        }
    },
    /** Drops come in clusters. */
    WEIBULL_FALLING {
        @Override
        public double draw(Dice dice, double mean) {
            return mean * dice.weibull(0.6, 1.504575);
        }
    },
    /** Sessions wear out, yet far from periodically. */
    WEIBULL_RISING {
        @Override
        public double draw(Dice dice, double mean) {
            return mean * dice.weibull(1.5, 0.902745);
        }
    },
    LOG_NORMAL {
        @Override
        public double draw(Dice dice, double mean) {
            return dice.logNormal(mean / MEAN_OVER_MEDIAN, 0.9);
        }
    };

    /** exp(0.9^2 / 2) */
    private static final double MEAN_OVER_MEDIAN = 1.499303;

    public abstract double draw(Dice dice, double mean);
}
