package io.dropsight.simulator.world;

import io.dropsight.simulator.Dice;
import io.dropsight.simulator.SessionLaw;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drops at random. */
public final class Mishaps implements Trait {
    private final Kind kind;
    private final double perDay;
    private final SessionLaw law;
    private final double usualSeconds;
    private final @Nullable Trouble trouble;

    /** What happens. */
    public enum Kind {
        /** The connection is reset: both sides know at once. */
        RESET {
            @Override
            void strike(World world, Device device, @Nullable Blame cause, double usualSeconds) {
                world.hubCloses(device, cause, Code.CLOSED_REMOTELY);
            }
        },
        /** The program dies; a restart takes about as long each time. */
        CRASH {
            @Override
            void strike(World world, Device device, @Nullable Blame cause, double usualSeconds) {
                world.crash(device, cause, Math.max(1, usualSeconds * (1 + device.dice.jitter(0.02))));
            }
        },
        /** No packet passes for a while. */
        NETWORK {
            @Override
            void strike(World world, Device device, @Nullable Blame cause, double usualSeconds) {
                world.loseNetwork(device, cause, Math.max(5, device.dice.logNormal(usualSeconds, 0.8)));
            }
        },
        /** It loses power, and boots. */
        POWER {
            @Override
            void strike(World world, Device device, @Nullable Blame cause, double usualSeconds) {
                world.powerOff(device, cause);
                double back = world.now() + device.dice.logNormal(usualSeconds, 0.5);
                world.at(back, () -> world.powerOn(device, 10));
            }
        },
        /** It sends too much: the hub ends its connection. */
        THROTTLE {
            @Override
            void strike(World world, Device device, @Nullable Blame cause, double usualSeconds) {
                Code code = device.dice.chance(0.8) ? Code.THROTTLE_BACKLOG : Code.THROTTLED;
                world.hubCloses(device, cause, code);
            }
        },
        /** It says goodbye: an update, a restart of the program. */
        CLEAN {
            @Override
            void strike(World world, Device device, @Nullable Blame cause, double usualSeconds) {
                world.clientCloses(device, cause, Math.max(0.5, device.dice.logNormal(usualSeconds, 1)));
            }
        };

        abstract void strike(World world, Device device, @Nullable Blame cause, double usualSeconds);

        /** Of healthy devices. */
        static Kind any(Dice dice) {
            double choice = dice.unit();
            return choice < 0.35
                    ? NETWORK
                    : choice < 0.6 ? RESET : choice < 0.75 ? CRASH : choice < 0.85 ? POWER : CLEAN;
        }
    }

    /**
     * @param usualSeconds how long a restart, a loss or an absence lasts
     * @param trouble      what the drops belong to, and when; null if they are a healthy device's, all the time
     */
    public Mishaps(Kind kind, double perDay, SessionLaw law, double usualSeconds, @Nullable Trouble trouble) {
        this.kind = kind;
        this.perDay = perDay;
        this.law = law;
        this.usualSeconds = usualSeconds;
        this.trouble = trouble;
    }

    /** What happens to every device now and then: one kind of mishap and clean restarts. */
    public static void addUsual(Device device, double perDay, Dice dice) {
        SessionLaw law = dice.oneOf(List.of(SessionLaw.values()));
        Kind kind = Kind.any(dice);
        double usual = kind == Kind.NETWORK ? dice.between(120, 900) : dice.between(20, 240);
        if (perDay > 0) {
            device.with(new Mishaps(kind, perDay, law, usual, null));
        }
    }

    @Override
    public double nextAt(World world, Device device) {
        if (perDay <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        double from = world.now();
        if (trouble != null) {
            from = Math.max(from, trouble.onset());
        }
        double at = from + Math.max(0.5, law.draw(device.dice, 86_400 / perDay));
        return trouble != null && at >= trouble.until() ? Double.POSITIVE_INFINITY : at;
    }

    @Override
    public void strike(World world, Device device) {
        kind.strike(world, device, trouble, usualSeconds);
        world.replan(device); // where nobody noticed
    }
}
