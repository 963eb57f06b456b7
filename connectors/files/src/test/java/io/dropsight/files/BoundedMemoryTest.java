package io.dropsight.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedSink;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Rejection;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedMemoryTest {
    private static final int RECORDS = 100_000;

    /** 35 MB of logs, which would be 26 MB of entries, in a heap of 16 MB. */
    @Test
    void readsMoreThanTheHeapHolds(@TempDir Path temp) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReadGenerated.class.getName(),
                        temp.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed).isEqualTo(RECORDS + " in order");
        assertThat(temp).isEmptyDirectory();
    }

    static final class ReadGenerated {
        public static void main(String[] args) {
            var options = LogOptions.defaults()
                    .withMaxRecords(5_000)
                    .withTempFolder(Path.of(args[0]))
                    .withStandardInput(new Generated());
            var counting = new Counting();
            try (var source = new LogSource(LogFiles.find(List.of("-")), options)) {
                source.deliverTo(counting, Progress.NONE);
            }
            System.out.print(counting.records + (counting.inOrder ? " in order" : " in disorder"));
        }
    }

    /** Lines in a scattered order of times. */
    private static final class Generated extends InputStream {
        private byte[] line = {};
        private int next;
        private int made;

        @Override
        public int read() {
            if (next == line.length) {
                if (made == RECORDS) {
                    return -1;
                }
                long second = made++ * 7_919L % 100_003;
                line = (Lines.drop("pump-" + made % 5_000, Lines.START.plusSeconds(second)) + "\n").getBytes(UTF_8);
                next = 0;
            }
            return line[next++];
        }

        @Override
        public int read(byte[] to, int from, int length) {
            int first = read();
            if (first < 0) {
                return -1;
            }
            to[from] = (byte) first;
            int n = Math.min(length - 1, line.length - next);
            System.arraycopy(line, next, to, from + 1, n);
            next += n;
            return n + 1;
        }
    }

    private static final class Counting implements FeedSink {
        private Instant last = Instant.MIN;
        private long records;
        private boolean inOrder = true;

        @Override
        public void event(Instant arrival, long position, DiagnosticEvent event) {
            records++;
            inOrder &= !arrival.isBefore(last) && position == records;
            last = arrival;
        }

        @Override
        public void metric(Instant arrival, long position, MetricSample sample) {
            throw new AssertionError("no metric was written");
        }

        @Override
        public void reject(Rejection rejection) {
            throw new AssertionError(rejection.detail());
        }
    }
}
