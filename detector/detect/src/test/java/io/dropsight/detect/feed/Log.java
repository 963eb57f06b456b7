package io.dropsight.detect.feed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** A hub's log as its minutes of arrival, told to a watch; time in minutes since a midnight. */
final class Log implements FeedWatch.Listener {
    static final long MIDNIGHT = 1_772_409_600_000L;
    private static final long MINUTE = 60_000;

    FeedWatch watch;
    final Random dice;
    /** Such as {@code gap opened at 1515}; what the incident was then. */
    final List<String> said = new ArrayList<>();

    FeedIncident last = new FeedIncident();
    int largest;
    private int minute;

    Log(long seed) {
        this(seed, 500);
    }

    Log(long seed, int devices) {
        dice = new Random(seed);
        watch = new FeedWatch(FeedConfig.DEFAULTS);
        watch.fleet(devices, devices, MIDNIGHT);
    }

    @Override
    public void changed(FeedIncident incident, long at) {
        last = incident;
        String what = incident.isOpen() ? incident.openedAt == at ? "opened" : "changed" : "closed";
        said.add((incident.gap ? "gap " : "delay ") + what + " at " + (at - MIDNIGHT) / MINUTE);
    }

    private static long end(int minute) {
        return MIDNIGHT + (minute + 1) * MINUTE;
    }

    int now() {
        return minute;
    }

    /** As many minutes with so many records each, Poisson; the rate by the minute. */
    Log minutes(int count, DoubleUnaryOperator rate) {
        for (int i = 0; i < count; i++) {
            int records = poisson(rate.applyAsDouble(minute));
            tell(new FeedMinute(end(minute), records, records, 0, 0, 10L * records, 0, 0, 0, Map.of()));
        }
        return this;
    }

    Log minutes(int count, double rate) {
        return minutes(count, at -> rate);
    }

    /** Every record late by so many seconds. */
    Log late(int count, double rate, long seconds) {
        for (int i = 0; i < count; i++) {
            int n = poisson(rate);
            tell(new FeedMinute(
                    end(minute), n, n, seconds >= 120 ? n : 0, seconds >= 525 ? n : 0, seconds * n, 0, 0, 0, Map.of()));
        }
        return this;
    }

    Log tell(int arrived, int late, int ahead, int duplicates, int refused) {
        return tell(new FeedMinute(
                end(minute), arrived, arrived, late, late, 900L * late, ahead, duplicates, refused, Map.of()));
    }

    /** A minute of a device that never stops, and of others. */
    Log chatter(int records, int voices) {
        return tell(new FeedMinute(end(minute), records + voices, voices, 0, 0, 0, 0, 0, 0, Map.of()));
    }

    Log from(int count, double rateOfEach, String... sources) {
        for (int i = 0; i < count; i++) {
            Map<String, Integer> came = new TreeMap<>();
            Arrays.stream(sources).forEach(source -> came.put(source, poisson(rateOfEach)));
            came.values().removeIf(records -> records == 0);
            int n = came.values().stream().mapToInt(x -> x).sum();
            tell(new FeedMinute(end(minute), n, n, 0, 0, 10L * n, 0, 0, 0, came));
        }
        return this;
    }

    Log silence(int count) {
        return minutes(count, 0);
    }

    private Log tell(FeedMinute told) {
        fireUntil(told.endMillis());
        if (told.isLively()) {
            watch.minute(told, told.endMillis() + 1, this);
        }
        minute++;
        return this;
    }

    private void fireUntil(long at) {
        while (watch.nextDeadline() <= at) {
            watch.fire(watch.nextDeadline(), this);
        }
    }

    /** As a restart does. */
    Log restart() {
        byte[] bytes = watch.write();
        largest = Math.max(largest, bytes.length);
        watch = FeedWatch.read(FeedConfig.DEFAULTS, bytes);
        return this;
    }

    int poisson(double mean) {
        if (mean <= 0) {
            return 0;
        }
        if (mean > 30) {
            return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * dice.nextGaussian()));
        }
        double limit = Math.exp(-mean);
        int n = 0;
        for (double p = dice.nextDouble(); p > limit; p *= dice.nextDouble()) {
            n++;
        }
        return n;
    }
}
