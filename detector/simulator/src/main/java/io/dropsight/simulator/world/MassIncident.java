package io.dropsight.simulator.world;

import io.dropsight.simulator.Fairness;
import io.dropsight.simulator.Truth;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that makes many devices drop, and who they were. */
public final class MassIncident implements Blame {
    private static final double WINDOW_SECONDS = 1_800;
    private static final double NEARLY_ALL = 0.95;
    /** A device is asked for by the first three; by then its own period is known. */
    private static final int LAST_ECHO_TO_FIND = 3;

    private static final int LAST_ECHO = 30;

    private final World world;
    private final String id;
    private final String cause;
    private final String cohortKey;
    private final String cohortValue;
    private final boolean mayBeMissed;
    private final BitSet members = new BitSet();
    private final List<Double> drops = new ArrayList<>();
    /** The last return of each, unless it dropped again. */
    private final Map<Integer, Double> returns = new HashMap<>();

    private final Map<String, EchoWave> waves = new HashMap<>();
    private int scope = -1;
    private int errors;
    private double lastDrop = Double.NEGATIVE_INFINITY;

    MassIncident(
            World world, String id, String cause, String cohortKey, String cohortValue, int scope, boolean missed) {
        this.world = world;
        this.id = id;
        this.cause = cause;
        this.cohortKey = cohortKey;
        this.cohortValue = cohortValue;
        this.scope = scope;
        this.mayBeMissed = missed;
    }

    @Override
    public void dropped(Device device, double at, boolean error) {
        if (!world.isInView(at)) {
            return;
        }
        scope = scope < 0 ? world.hub().connected() + 1 : scope;
        lastDrop = Math.max(lastDrop, at);
        errors += error ? 1 : 0;
        returns.remove(device.index);
        if (!members.get(device.index)) {
            members.set(device.index);
            drops.add(at);
        }
    }

    @Override
    public void returned(Device device, double at) {
        if (members.get(device.index)) {
            returns.put(device.index, at);
        }
    }

    @Override
    public @Nullable EchoWave echoFor(Device device) {
        TokenClock token = device.token();
        return token == null || !token.countsFromConnect() ? null : wave(token.ageSeconds(), 1);
    }

    @Nullable
    EchoWave wave(long ageSeconds, int number) {
        if (number > LAST_ECHO) {
            return null;
        }
        return waves.computeIfAbsent(ageSeconds + "/" + number, key -> {
            String echoId = String.format(Locale.ROOT, "%s-echo-%dm-%02d", id, ageSeconds / 60, number);
            MassIncident echo = world.incident(echoId, "sas_echo", "", "", -1, number > LAST_ECHO_TO_FIND);
            return new EchoWave(this, echo, ageSeconds, number);
        });
    }

    boolean isSeen() {
        return !drops.isEmpty();
    }

    /** Whether so many devices at once that nobody would speak of chance; echoes fade. */
    boolean isMany() {
        return mostAtOnce() >= 3;
    }

    private int mostAtOnce() {
        int most = 0;
        int from = 0;
        for (int i = 0; i < drops.size(); i++) {
            while (drops.get(i) - drops.get(from) > WINDOW_SECONDS) {
                from++;
            }
            most = Math.max(most, i - from + 1);
        }
        return most;
    }

    boolean isEcho() {
        return cause.equals("sas_echo");
    }

    Truth.Incident truth() {
        Collections.sort(drops);
        List<Double> back = returns.values().stream().sorted().toList();
        WorldSpec spec = world.spec();
        double end = lastDrop;
        int enough = (int) StrictMath.ceil(NEARLY_ALL * drops.size());
        double recovered = back.size() >= enough ? Math.max(end, back.get(enough - 1)) : spec.spanSeconds();
        boolean clean = errors < drops.size() / 2 && !cause.equals("rollout");
        return new Truth.Incident(
                id,
                spec.hub(),
                "mass",
                cause,
                world.stamp(drops.get(0)),
                world.stamp(end),
                world.stamp(Math.max(end, recovered)),
                cohortKey,
                cohortValue,
                drops.size(),
                Math.max(scope, drops.size()),
                !mayBeMissed && !clean && Fairness.mass(mostAtOnce(), scope, world.size()));
    }
}
