package io.dropsight.detect;

/** Order statistics without sorting (Hoare 1961, <i>Communications of the ACM</i> 4(7):321): O(n) on average. */
public final class Selection {
    private Selection() {}

    /**
     * The value that would stand at a place if the first {@code size} were sorted; it stands there afterwards, and those
     * before it are not larger.
     */
    public static double select(double[] values, int size, int place) {
        int from = 0;
        int to = size - 1;
        while (from < to) {
            double pivot = values[(from + to) >>> 1];
            int i = from;
            int j = to;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double swapped = values[i];
                    values[i++] = values[j];
                    values[j--] = swapped;
                }
            }
            if (place <= j) {
                to = j;
            } else if (place >= i) {
                from = i;
            } else {
                break;
            }
        }
        return values[place];
    }
}
