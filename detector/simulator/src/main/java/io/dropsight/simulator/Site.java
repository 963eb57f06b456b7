package io.dropsight.simulator;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A place whose devices share a network and a night. Of each 64 devices 32 share a site, then 16, 8, 4, 2 and two are
 * alone: so large and small sites are there in a fleet of any size.
 *
 * @param nightlySeconds after midnight UTC: when its devices restart, if they do
 */
record Site(int number, double nightlySeconds) {
    private static final double ROAMING_SHARE = 0.05;
    private static final int SITES_PER_BLOCK = 7;

    static Site of(long seed, int deviceIndex) {
        int number = (deviceIndex >>> 6) * SITES_PER_BLOCK + siteInBlock(deviceIndex & 63);
        Dice dice = Dice.of(seed, Dice.Strand.SITE, number);
        return new Site(number, dice.between(0, 6 * 3_600));
    }

    private static int siteInBlock(int position) {
        return position == 0 ? SITES_PER_BLOCK - 1 : Integer.numberOfLeadingZeros(position) - 26;
    }

    /** The site's network; or, of the few devices that roam, a carrier's four. */
    List<String> addresses(Dice dice) {
        if (dice.chance(ROAMING_SHARE)) {
            int carrier = (int) (dice.unit() * 64);
            return IntStream.range(0, 4)
                    .mapToObj(pool -> masked(100, 64, carrier * 4 + pool))
                    .toList();
        }
        // Eight regions of 256 networks each, then the next eight.
        int region = (number & 7) + 8 * ((number >>> 11) & 31);
        return List.of(masked(10, region, (number >>> 3) & 255));
    }

    private static String masked(int first, int second, int third) {
        return String.format(Locale.ROOT, "%d.%d.%d.XXX", first, second, third);
    }
}
