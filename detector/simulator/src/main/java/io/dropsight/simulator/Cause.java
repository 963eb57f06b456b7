package io.dropsight.simulator;

import java.util.Locale;

/** Why a device drops periodically, and how soon it is back. */
enum Cause {
    /** The hub closes; refused once or not, the device is back within a minute. */
    SAS_TOKEN_EXPIRY {
        @Override
        double secondsDown(Dice dice, double usual) {
            return Math.min(40, Math.max(3, dice.logNormal(usual, 0.5)));
        }
    },
    /** The client closes cleanly and comes back with a new token. */
    SAS_TOKEN_RENEWAL {
        @Override
        double secondsDown(Dice dice, double usual) {
            return dice.between(1, 7);
        }
    },
    IDLE_TIMEOUT {
        @Override
        double secondsDown(Dice dice, double usual) {
            return dice.between(1, 5);
        }
    },
    /** A restart takes about as long each time. */
    SCHEDULED {
        @Override
        double secondsDown(Dice dice, double usual) {
            return Math.min(240, Math.max(60, usual + dice.jitter(0.05 * usual)));
        }
    };

    /** @param usual the device's own usual time, where the cause leaves it one */
    abstract double secondsDown(Dice dice, double usual);

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
