package io.dropsight.detect.hub;

import io.dropsight.detect.Cohort;
import io.dropsight.detect.random.RandomJudge.Rule;
import io.dropsight.detect.random.Sdk;
import io.dropsight.model.Alert;
import io.dropsight.model.Cause;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the alert of a group of devices that drop too often, or do not come back, says of them. */
final class RandomAlerts {
    private static final int MOST_ALTERNATIVES = 3;

    private RandomAlerts() {}

    static void summarize(AlertGroup group, List<RandomCase> now) {
        RandomCase latest = now.get(0);
        for (RandomCase it : now) {
            latest = it.lastSeen > latest.lastSeen ? it : latest;
        }
        group.alternatives = alternatives(now);
        group.recent = now.stream().mapToLong(c -> c.recent).sum();
        group.unauthorized = now.stream().mapToLong(c -> c.unauthorized).sum();
        group.evidence = evidence(now, latest);
    }

    /** What the members leave possible, on average. */
    private static List<Alert.Alternative> alternatives(List<RandomCase> now) {
        Map<Cause, Double> sums = new EnumMap<>(Cause.class);
        for (RandomCase it : now) {
            it.alternatives.forEach(a -> sums.merge(a.cause(), a.confidence() / now.size(), Double::sum));
        }
        return sums.entrySet().stream()
                .map(e -> new Alert.Alternative(e.getKey(), Math.min(1, e.getValue())))
                .sorted((a, b) -> Double.compare(b.confidence(), a.confidence()))
                .limit(MOST_ALTERNATIVES)
                .toList();
    }

    private static List<String> evidence(List<RandomCase> now, RandomCase latest) {
        List<String> lines = new ArrayList<>();
        List<RandomCase> byRate = by(now, Rule.RATE);
        if (!byRate.isEmpty()) {
            lines.add(rate(byRate));
            lines.add(codes(byRate));
            double[] returns = byRate.stream()
                    .mapToDouble(c -> c.returnSeconds)
                    .filter(r -> r >= 0)
                    .toArray();
            if (returns.length > 0) {
                lines.add("back after " + Wording.duration(Wording.median(returns)) + " (median)");
            }
            long brief = byRate.stream().mapToLong(c -> c.brief).sum();
            if (brief > 0) {
                lines.add(brief + " of the latest sessions ended within a minute");
            }
        }
        List<RandomCase> takenOver = by(now, Rule.TAKE_OVERS);
        if (!takenOver.isEmpty()) {
            lines.add(count(takenOver.size(), "device") + ": another connection with the same identity took over "
                    + takenOver.get(0).drops + " times or more within 90 minutes (400027, 409002)");
        }
        List<RandomCase> refused = by(now, Rule.REFUSED);
        if (!refused.isEmpty()) {
            lines.add(refused(refused));
        }
        networks(now, lines);
        oldSdks(now, lines);
        lines.add("for example " + example(latest));
        return List.copyOf(lines);
    }

    private static List<RandomCase> by(List<RandomCase> now, Rule rule) {
        return now.stream().filter(c -> c.rule == rule).toList();
    }

    private static String count(long n, String noun) {
        return n == 1 ? "one " + noun : n + " " + noun + "s";
    }

    private static String rate(List<RandomCase> now) {
        double perDay = Wording.median(now.stream().mapToDouble(c -> c.perDay).toArray());
        double usual = Wording.median(now.stream().mapToDouble(c -> c.usual).toArray());
        long drops = now.stream().mapToLong(c -> c.drops).sum();
        return String.format(
                Locale.ROOT,
                "%s drop%s %s times a day%s where at most %.1f would be usual; %d drops show it",
                count(now.size(), "device"),
                now.size() == 1 ? "s" : "",
                number(perDay),
                now.size() == 1 ? "" : " (median)",
                usual,
                drops);
    }

    /** Such as 8.4 or 142. */
    private static String number(double value) {
        return value < 10 ? String.format(Locale.ROOT, "%.1f", value) : Long.toString(Math.round(value));
    }

    private static String codes(List<RandomCase> now) {
        long recent = now.stream().mapToLong(c -> c.recent).sum();
        List<String> parts = new ArrayList<>();
        part(parts, now.stream().mapToLong(c -> c.closed).sum(), "404104 DeviceConnectionClosedRemotely");
        part(parts, now.stream().mapToLong(c -> c.unauthorized).sum(), "401003 IotHubUnauthorized");
        part(parts, now.stream().mapToLong(c -> c.server).sum(), "a 5xx code");
        part(parts, now.stream().mapToLong(c -> c.throttled).sum(), "a 429 code");
        return parts.isEmpty()
                ? "of the latest " + recent + " drops none carried a code that tells more"
                : "of the latest " + recent + " drops " + String.join(", ", parts);
    }

    private static void part(List<String> parts, long n, String what) {
        if (n > 0) {
            parts.add(n + " carried " + what);
        }
    }

    private static String refused(List<RandomCase> refused) {
        long since = refused.stream().mapToLong(c -> c.onset).min().orElseThrow();
        long connects = refused.stream().mapToLong(c -> c.drops).sum();
        return "the hub refuses " + count(refused.size(), "device") + ": " + connects + " connects since "
                + Wording.time(since) + ", none accepted";
    }

    private static void networks(List<RandomCase> now, List<String> lines) {
        List<RandomCase> two = now.stream()
                .filter(c -> c.cause == Cause.DUPLICATE_IDENTITY || c.cause == Cause.NETWORK_LOSS)
                .filter(c ->
                        c.otherNetwork != 0 && !Cohorts.network(c.address, 3).isEmpty())
                .toList();
        if (!two.isEmpty()) {
            RandomCase one = two.get(0);
            lines.add(count(two.size(), "device") + " came from two networks, such as "
                    + Cohorts.network(one.address, 3) + " and "
                    + new Cohort(Cohort.Kind.NETWORK_24, one.otherNetwork).value());
        }
    }

    private static void oldSdks(List<RandomCase> now, List<String> lines) {
        List<RandomCase> old = now.stream().filter(c -> Sdk.isOld(c.sdkVersion)).toList();
        if (!old.isEmpty()) {
            lines.add(count(old.size(), "device") + " run" + (old.size() == 1 ? "s" : "") + " an old SDK, such as "
                    + old.get(0).sdkVersion);
        }
    }

    private static String example(RandomCase it) {
        return switch (it.rule) {
            case RATE -> Wording.example(it.name(), it.lastSeen, it.lastSession);
            case TAKE_OVERS -> it.name() + ": last taken over " + Wording.time(it.lastSeen);
            case REFUSED -> it.name() + ": last refused " + Wording.time(it.lastSeen);
        };
    }
}
