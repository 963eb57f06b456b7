package io.dropsight.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimersTest {
    private static final class Owner extends Timers.Timed {
        final String name;
        long deadline = Timers.NONE;

        Owner(String name) {
            this.name = name;
        }

        @Override
        protected long deadline() {
            return deadline;
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void theFirstIsTheFirstWhateverWasMoved(long seed) {
        Random dice = new Random(seed);
        Comparator<Owner> byName = Comparator.comparing(it -> it.name);
        Timers<Owner> timers = new Timers<>(byName);
        TreeSet<Owner> sorted = new TreeSet<>(
                Comparator.comparingLong((Owner it) -> it.deadline).thenComparing(byName));
        List<Owner> owners = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            owners.add(new Owner("owner-" + i));
        }
        assertThat(timers.next()).isEqualTo(Timers.NONE);
        for (int step = 0; step < 20_000; step++) {
            Owner it = owners.get(dice.nextInt(owners.size()));
            sorted.remove(it);
            it.deadline = dice.nextInt(4) == 0 ? Timers.NONE : dice.nextInt(40); // many share one
            if (it.deadline != Timers.NONE) {
                sorted.add(it);
            }
            timers.update(it);

            assertThat(timers.next()).isEqualTo(sorted.isEmpty() ? Timers.NONE : sorted.first().deadline);
            if (!sorted.isEmpty()) {
                assertThat(timers.first()).isSameAs(sorted.first());
            }
        }
    }
}
