package io.dropsight.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalSortTest {
    private static final long NO_BYTE_LIMIT = Long.MAX_VALUE;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void comesOutTheSameWhateverIsSpilled(long seed, @TempDir Path temp) {
        var random = new Random(seed);
        List<Entry> entries = entries(random, random.nextInt(1_500));
        List<Entry> expected = entries.stream().sorted().toList();
        for (int maxRecords : new int[] {7, 60, 1_000, 100_000}) {
            try (var sort = new ExternalSort(maxRecords, NO_BYTE_LIMIT, 2 + random.nextInt(4), temp)) {
                entries.forEach(sort::add);
                List<Entry> drained = new ArrayList<>();
                sort.drainTo(drained::add);
                assertThat(drained)
                        .as("seed %d, limit %d", seed, maxRecords)
                        .usingElementComparator(Entry::compareTo)
                        .isEqualTo(expected);
            }
            assertThat(temp).isEmptyDirectory();
        }
    }

    @Test
    void opensNoMoreFilesForManyRuns(@TempDir Path temp) {
        try (var sort = new ExternalSort(3, NO_BYTE_LIMIT, 4, temp)) {
            entries(new Random(1), 3 * 500).forEach(sort::add);
            List<Entry> drained = new ArrayList<>();
            sort.drainTo(drained::add);
            assertThat(drained).hasSize(1_500);
            assertThat(sort.runsWritten()).isGreaterThan(500);
            assertThat(sort.mostOpenFiles()).isLessThanOrEqualTo(4 + 1); // read from, and written to
        }
    }

    @Test
    void usesNoFilesWhileAllFits(@TempDir Path temp) {
        try (var sort = new ExternalSort(1_000, NO_BYTE_LIMIT, 4, temp.resolve("not/there"))) {
            entries(new Random(1), 999).forEach(sort::add);
            List<Entry> drained = new ArrayList<>();
            sort.drainTo(drained::add);
            assertThat(drained).hasSize(999).isSorted();
        }
    }

    @Test
    void countsBytesToo(@TempDir Path temp) {
        try (var sort = new ExternalSort(1_000_000, 10_000, 4, temp)) {
            entries(new Random(1), 1_000).forEach(sort::add);
            assertThat(sort.runsWritten()).isGreaterThan(5);
        }
    }

    @Test
    void saysWhatToDoWhenTheFolderFails(@TempDir Path temp) {
        try (var sort = new ExternalSort(1, NO_BYTE_LIMIT, 4, temp.resolve("gone"))) {
            assertThatThrownBy(() -> sort.add(entries(new Random(1), 1).get(0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Sorting the records needs room in " + temp + "/gone, which failed: ")
                    .hasMessageEndingWith("; free some or name another temporary folder");
        }
    }

    @Test
    void endsAndLeavesNothingWhenItIsClosedInTheMidst(@TempDir Path temp) throws Exception {
        for (int atEntry : new int[] {1, 400, 999}) {
            var sort = new ExternalSort(10, NO_BYTE_LIMIT, 4, temp);
            entries(new Random(1), 1_005).forEach(sort::add);
            var reached = new CountDownLatch(1);
            var closed = new CountDownLatch(1);
            AtomicReference<Throwable> end = new AtomicReference<>();
            int[] taken = {0};
            var reader = new Thread(() -> {
                try {
                    sort.drainTo(entry -> {
                        if (++taken[0] == atEntry) {
                            reached.countDown();
                            await(closed);
                        }
                    });
                } catch (Throwable t) {
                    end.set(t);
                }
            });
            reader.start();
            await(reached);
            sort.close();
            assertThat(temp).isEmptyDirectory();
            closed.countDown();
            reader.join();
            assertThat(end.get()).isInstanceOf(CancellationException.class);
            assertThat(taken[0]).isEqualTo(atEntry);
            assertThatThrownBy(() -> sort.add(entries(new Random(1), 1).get(0)))
                    .isInstanceOf(CancellationException.class);
            sort.close();
            assertThat(temp).isEmptyDirectory();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Entry> entries(Random random, int count) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] key = ("plant/pump-" + random.nextInt(20)).getBytes(UTF_8);
            byte[] message = new byte[random.nextInt(4)];
            random.nextBytes(message);
            entries.add(new Entry(random.nextInt(50), random.nextInt(3), random.nextInt(2), key, message));
        }
        return entries;
    }
}
