package io.dropsight.detect.random;

import io.dropsight.detect.device.DeviceState;
import io.dropsight.detect.device.Drop;
import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Why a device drops too often, by how long it stays away: a reset connection is back in seconds, a program that starts
 * anew takes the same time each time, a network takes as long as it takes. Four models of the returns d (seconds, at
 * least 1) compete, equally likely before; {@code u} is log-uniform up to a day, for what does not fit:
 *
 * <pre>
 * reset   = product of 0.75 LogNormal(d; r, 0.6) + 0.25 u          r: what the SDK waits, 3 s usually
 * crash   = mean over restart times m of the product of 0.75 Normal(d; m, 1 s + 6 % of m) + 0.25 u
 * network = mean over usual outages m of the product of 0.85 LogNormal(d; m, 0.8) + 0.15 u
 * unknown = product of 0.3 LogNormal(d; r, 0.6) + 0.7 LogNormal(d; 150 s, 1.5)       of everything something
 * </pre>
 *
 * <p>On real logs returns say little (detection 8), so the odds are tempered and no confidence passes
 * {@value #MOST_CONFIDENT}. A device of which nearly all sessions end within a minute is in a crash loop. Some 2,500
 * exponentials, 60 us; asked for devices under verdict alone. Pure.
 */
final class SubCause {
    private static final int LEAST_RETURNS = 3;
    private static final double MOST_CONFIDENT = 0.9;
    /** Returns of one device are not independent: their evidence counts for so much. */
    private static final double TEMPER = 0.6;

    private static final double USUAL_WAIT_SECONDS = 3;
    private static final double SHORT_SESSION_SECONDS = 60;
    private static final double CRASH_LOOP_SHARE = 0.8;
    private static final double[] RESTARTS = grid(15, 900, 84);
    private static final double[] OUTAGES = grid(15, 7_200, 20);
    private static final double LOG_UNIFORM = 1 / Math.log(86_400);

    private SubCause() {}

    /**
     * @param counted    ring indexes of the drops that the verdict rests on, rising
     * @param sdkVersion as logged; empty if not known
     */
    static Opinion of(DeviceState state, int[] counted, String sdkVersion) {
        int throttled = 0;
        int server = 0;
        int brief = 0;
        for (int i : counted) {
            throttled += (state.bits(i) & Drop.THROTTLED) != 0 ? 1 : 0;
            server += (state.bits(i) & Drop.SERVER) != 0 ? 1 : 0;
            brief += state.session(i) > 0 && state.session(i) < SHORT_SESSION_SECONDS ? 1 : 0;
        }
        if (2 * throttled > counted.length) {
            return Opinion.of(Cause.THROTTLED, 0.95, Cause.NETWORK_LOSS);
        }
        if (brief >= CRASH_LOOP_SHARE * counted.length && brief >= LEAST_RETURNS) {
            return Opinion.of(Cause.APP_CRASH, 0.75, Cause.TCP_RESET, Cause.NETWORK_LOSS);
        }
        double[] returns = returns(state, counted);
        if (returns.length < LEAST_RETURNS) {
            return Opinion.of(Cause.UNKNOWN, 0.5, Cause.NETWORK_LOSS, Cause.TCP_RESET, Cause.APP_CRASH);
        }
        if (2 * server > counted.length) { // the hub's trouble with one device: nothing that its return would tell
            return Opinion.of(Cause.UNKNOWN, 0.6, Cause.NETWORK_LOSS);
        }
        double wait = Sdk.reconnectSeconds(sdkVersion);
        double spread = wait > USUAL_WAIT_SECONDS ? 0.2 : 0.6;
        double reset = 0;
        double anything = 0;
        for (double d : returns) {
            double soon = logNormal(d, wait, spread);
            reset += Math.log(0.75 * soon + 0.25 * LOG_UNIFORM / d);
            anything += Math.log(0.3 * soon + 0.7 * logNormal(d, 150, 1.5));
        }
        double crash = logMeanOver(RESTARTS, returns, (d, m) -> 0.75 * normal(d, m, 1 + 0.06 * m), 0.25);
        double network = logMeanOver(OUTAGES, returns, (d, m) -> 0.85 * logNormal(d, m, 0.8), 0.15);
        return among(
                new Cause[] {Cause.TCP_RESET, Cause.APP_CRASH, Cause.NETWORK_LOSS, Cause.UNKNOWN},
                new double[] {reset, crash, network, anything});
    }

    private static Opinion among(Cause[] causes, double[] logs) {
        double most = Arrays.stream(logs).max().orElseThrow();
        double[] odds =
                Arrays.stream(logs).map(l -> Math.exp(TEMPER * (l - most))).toArray();
        double sum = Arrays.stream(odds).sum();
        List<Alert.Alternative> ranked = new ArrayList<>();
        for (int i = 0; i < causes.length; i++) {
            double share = odds[i] / sum;
            // What is left of 1 when the likeliest is capped belongs to nobody: it is what the models do not know.
            ranked.add(new Alert.Alternative(causes[i], Math.max(0.02, Math.min(MOST_CONFIDENT, share))));
        }
        ranked.sort(Comparator.comparingDouble(Alert.Alternative::confidence).reversed());
        Alert.Alternative best = ranked.remove(0);
        return new Opinion(best.cause(), best.confidence(), ranked);
    }

    private static double[] returns(DeviceState state, int[] counted) {
        double[] returns = new double[counted.length];
        int n = 0;
        for (int i : counted) {
            long delay = state.returnDelay(i);
            if (delay >= 0) {
                returns[n++] = Math.max(1, delay);
            }
        }
        return Arrays.copyOf(returns, n);
    }

    /** Median time to the next accepted connect, seconds; -1 if never seen. */
    static double medianReturn(DeviceState state, int[] counted) {
        double[] sorted = returns(state, counted);
        Arrays.sort(sorted);
        return sorted.length == 0 ? -1 : sorted[sorted.length / 2];
    }

    private interface Density {
        double of(double delay, double parameter);
    }

    private static double logMeanOver(double[] parameters, double[] returns, Density density, double rest) {
        double[] logs = new double[parameters.length];
        for (int k = 0; k < parameters.length; k++) {
            for (double d : returns) {
                logs[k] += Math.log(density.of(d, parameters[k]) + rest * LOG_UNIFORM / d);
            }
        }
        double most = Arrays.stream(logs).max().orElseThrow();
        return most
                + Math.log(Arrays.stream(logs)
                        .map(l -> Math.exp(l - most))
                        .average()
                        .orElseThrow());
    }

    private static double normal(double x, double mean, double deviation) {
        double z = (x - mean) / deviation;
        return Math.exp(-z * z / 2) / (deviation * Math.sqrt(2 * Math.PI));
    }

    private static double logNormal(double x, double median, double deviation) {
        double z = Math.log(x / median) / deviation;
        return Math.exp(-z * z / 2) / (x * deviation * Math.sqrt(2 * Math.PI));
    }

    /** From {@code least} to {@code most}, evenly by their logarithms. */
    private static double[] grid(double least, double most, int points) {
        double[] grid = new double[points];
        for (int i = 0; i < points; i++) {
            grid[i] = least * Math.pow(most / least, i / (points - 1.0));
        }
        return grid;
    }
}
