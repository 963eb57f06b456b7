package io.dropsight.detect.hub;

import io.dropsight.model.Alert;
import io.dropsight.model.Auth;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the members of a group have in common: network, SDK, protocol or authentication, the most telling first. */
final class Cohorts {
    private static final double SHARE = 0.75;
    private static final int LEAST_MEMBERS = 2;
    private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\..*");

    private Cohorts() {}

    /** @return the first of network /24, network /16, sdk, protocol, auth that 75 % of two or more members share */
    static Alert.@Nullable Cohort of(Collection<? extends Member> members) {
        if (members.size() < LEAST_MEMBERS) {
            return null;
        }
        Alert.Cohort best = shared("network", members, c -> network(c.address(), 3));
        if (best == null) {
            best = shared("network", members, c -> network(c.address(), 2));
        }
        if (best == null) {
            best = shared("sdk", members, c -> c.sdkVersion());
        }
        if (best == null) {
            best = shared("protocol", members, c -> c.protocol());
        }
        if (best == null) {
            best = shared(
                    "auth",
                    members,
                    c -> c.auth() == Auth.UNKNOWN ? "" : c.auth().name().toLowerCase(Locale.ROOT));
        }
        return best;
    }

    private static Alert.@Nullable Cohort shared(
            String key, Collection<? extends Member> members, Function<Member, String> value) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Member member : members) {
            String it = value.apply(member);
            if (!it.isEmpty()) {
                counts.merge(it, 1, Integer::sum);
            }
        }
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            if (entry.getValue() >= SHARE * members.size()) {
                return new Alert.Cohort(key, entry.getKey());
            }
        }
        return null;
    }

    /** {@code 203.0.113.0/24} or {@code 203.0.0.0/16} of a masked address; empty if it is none. */
    static String network(String maskedAddress, int octets) {
        Matcher matcher = ADDRESS.matcher(maskedAddress);
        if (!matcher.matches()) {
            return "";
        }
        return octets == 3
                ? matcher.group(1) + "." + matcher.group(2) + "." + matcher.group(3) + ".0/24"
                : matcher.group(1) + "." + matcher.group(2) + ".0.0/16";
    }
}
