package io.dropsight.simulator.world;

import io.dropsight.simulator.Dice;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A place whose devices share a network behind one NAT and a night. Of each 128 devices 64 share a site, then 32, 16, 8,
 * 4, 2 and two are alone: so large and small sites are there in a fleet of any size. Eight operators (a /16 each) carry
 * the sites in turn.
 *
 * @param nightlySeconds after midnight UTC: when its devices restart, if they do
 */
public record Network(int number, int operator, double nightlySeconds) {
    private static final int SITES_PER_BLOCK = 8;
    private static final double ROAMING_SHARE = 0.05;

    static Network of(long chance, int deviceIndex) {
        int position = deviceIndex & 127;
        int inBlock = position == 0 ? SITES_PER_BLOCK - 1 : Integer.numberOfLeadingZeros(position) - 25;
        int number = (deviceIndex >>> 7) * SITES_PER_BLOCK + inBlock;
        Dice dice = Dice.of(chance, Dice.Strand.SITE, number);
        int operator = (int) (dice.unit() * 8);
        return new Network(number, operator, dice.between(1_800, 6 * 3_600));
    }

    /** Such as {@code 80.16.7.0/24}. */
    public String narrow() {
        return String.format(Locale.ROOT, "%d.%d.%d.0/24", 80 + operator, second(), number & 255);
    }

    /** Such as {@code 80.16.0.0/16}. */
    public String wide() {
        return String.format(Locale.ROOT, "%d.%d.0.0/16", 80 + operator, second());
    }

    /** As masked by the hub: the site's; or, of the few devices that roam, a carrier's four. */
    List<String> addresses(Dice dice) {
        double roams = dice.unit();
        int carrier = (int) (dice.unit() * 64);
        if (roams < ROAMING_SHARE) {
            return IntStream.range(0, 4)
                    .mapToObj(pool -> String.format(Locale.ROOT, "100.64.%d.XXX", carrier * 4 + pool))
                    .toList();
        }
        return List.of(masked());
    }

    public String masked() {
        return String.format(Locale.ROOT, "%d.%d.%d.XXX", 80 + operator, second(), number & 255);
    }

    private int second() {
        return 16 + ((number >>> 8) & 127);
    }
}
