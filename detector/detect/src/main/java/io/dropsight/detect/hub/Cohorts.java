package io.dropsight.detect.hub;

import io.dropsight.model.Alert;
import io.dropsight.model.Auth;
import java.util.Collection;
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
        Alert.Cohort best = shared("network", members, Member::network24);
        if (best == null) {
            best = shared("network", members, Member::network16);
        }
        if (best == null) {
            best = shared("sdk", members, Member::sdkVersion);
        }
        if (best == null) {
            best = shared("protocol", members, Member::protocol);
        }
        if (best == null) {
            best = shared("auth", members, c -> nameOf(c.auth()));
        }
        return best;
    }

    private static String nameOf(Auth auth) {
        return switch (auth) {
            case UNKNOWN -> "";
            case SAS -> "sas";
            case X509 -> "x509";
            case OTHER -> "other";
        };
    }

    private static Alert.@Nullable Cohort shared(
            String key, Collection<? extends Member> members, Function<Member, String> value) {
        String candidate = "";
        int lead = 0;
        for (Member member : members) { // what more than half share is left over (Boyer and Moore 1981)
            String it = value.apply(member);
            if (lead == 0) {
                candidate = it;
            }
            lead += isSame(it, candidate) ? 1 : -1;
        }
        int count = 0;
        for (Member member : members) {
            count += isSame(value.apply(member), candidate) ? 1 : 0;
        }
        return count >= SHARE * members.size() && !candidate.isEmpty() ? new Alert.Cohort(key, candidate) : null;
    }

    /** Members keep their texts, and texts their hashes: most of those that differ do so at once. */
    private static boolean isSame(String a, String b) {
        return a.hashCode() == b.hashCode() && a.equals(b);
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
