package io.dropsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A detector in a process of its own, which can be killed. Exits with 0 once it has said all. */
final class DetectorProcess implements AutoCloseable {
    private static final String END = "that was all that it said";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** Arguments: bootstrap servers, prefix, partitions, state folder, guarantee. */
    public static void main(String[] args) throws InterruptedException {
        endWithTheParent();
        Instant giveUpAt = Instant.now().plus(Rig.PATIENCE);
        try (Detector detector = Detector.start(Rig.settings(
                args[0], args[1], Integer.parseInt(args[2]), Path.of(args[3]), Guarantee.valueOf(args[4])))) {
            long told = -1;
            while (!detector.awaitEnd(Duration.ofMillis(10))) {
                long taken = detector.counters().taken();
                if (taken != told) {
                    told = taken;
                    System.out.println("taken " + taken);
                }
                if (Instant.now().isAfter(giveUpAt)) {
                    System.out.println("gave up");
                    Runtime.getRuntime().halt(3);
                }
            }
            System.out.println("promises broken " + detector.counters().promisesBroken());
        }
    }

    /** The parent's end of the pipe goes with the parent. */
    private static void endWithTheParent() {
        Thread watch = new Thread(() -> {
            try {
                int read = System.in.read();
                Runtime.getRuntime().halt(read < 0 ? 4 : 5);
            } catch (IOException e) {
                Runtime.getRuntime().halt(4);
            }
        });
        watch.setDaemon(true);
        watch.start();
    }

    DetectorProcess(DetectorSettings settings) throws IOException {
        this(settings, "256m");
    }

    DetectorProcess(DetectorSettings settings, String heap) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DetectorProcess.class.getName(),
                        String.valueOf(settings.clients().get("bootstrap.servers")),
                        settings.names().prefix(),
                        Integer.toString(settings.partitions()),
                        settings.stateFolder().toString(),
                        settings.guarantee().name())
                .redirectErrorStream(true)
                .start();
        Thread reader = new Thread(this::readLines, "lines of the detector process");
        reader.setDaemon(true);
        reader.start();
    }

    private void readLines() {
        try (BufferedReader in = process.inputReader()) {
            in.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("its output ends: " + e.getMessage()); // as it does when the process is killed
        }
        lines.add(END);
    }

    /** Waits until it has taken so many records, of those that it was given since it started. */
    void awaitTaken(long records) throws InterruptedException {
        Instant giveUpAt = Instant.now().plus(Rig.PATIENCE);
        String line;
        do {
            line = lines.poll(Duration.between(Instant.now(), giveUpAt).toMillis(), TimeUnit.MILLISECONDS);
            assertThat(line).as("the process has something to tell").isNotNull().isNotEqualTo(END);
        } while (!line.startsWith("taken ") || Long.parseLong(line.substring(6)) < records);
    }

    /** SIGKILL: it can put nothing in order any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("it did not end by itself").isEqualTo(128 + 9);
    }

    void awaitSuccess() throws InterruptedException {
        assertThat(process.waitFor(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s", lines).isZero();
        assertThat(lines).contains("promises broken 0");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
