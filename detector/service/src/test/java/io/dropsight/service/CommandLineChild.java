package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The program in a JVM of its own, with a temporary folder of its own. Ended, if need be, by {@link #close}. */
final class CommandLineChild implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 90;
    private static final int SIGINT = 2;

    private final Path temp;
    private final Path err;
    private final Process process;

    /** @param stdout where it goes; null for a pipe */
    private CommandLineChild(Path folder, List<String> options, List<Object> args, Path stdin, Path stdout)
            throws IOException {
        temp = Files.createDirectory(folder.resolve("tmp"));
        err = folder.resolve("err");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Djava.io.tmpdir=" + temp));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        args.forEach(arg -> command.add(arg.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        if (stdin != null) {
            builder.redirectInput(stdin.toFile());
        }
        if (stdout != null) {
            builder.redirectOutput(stdout.toFile());
        }
        process = builder.start();
    }

    static CommandLineChild piped(Path folder, List<String> options, Path stdin, Object... args) throws IOException {
        return new CommandLineChild(folder, options, List.of(args), stdin, null);
    }

    static CommandLineChild toFile(Path folder, List<String> options, Object... args) throws IOException {
        return new CommandLineChild(folder, options, List.of(args), null, folder.resolve("out"));
    }

    Process process() {
        return process;
    }

    /** Polls until it holds. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(process.isAlive() && System.nanoTime() < until)
                    .as("%s; exit code or time-out; stderr: %s", what, err())
                    .isTrue();
            process.waitFor(10, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Sends what Ctrl-C sends. A child of a process that ignores SIGINT (one that a script started with {@code &})
     * ignores it too: then SIGTERM, which takes the same way.
     *
     * @return the exit code that follows from the signal
     */
    int interrupt() throws IOException, InterruptedException {
        boolean heard = (ignoredSignals() >> (SIGINT - 1) & 1) == 0;
        Process kill = new ProcessBuilder("kill", heard ? "-INT" : "-TERM", Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
        return heard ? 130 : 143;
    }

    private static long ignoredSignals() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"), UTF_8)) {
            if (line.startsWith("SigIgn:")) {
                return Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16);
            }
        }
        return 0;
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("it ends; stderr: %s", err())
                .isTrue();
        return process.exitValue();
    }

    String err() {
        return text(err);
    }

    String out() {
        return text(err.resolveSibling("out"));
    }

    /** Of every file and folder in its temporary folder, by name. */
    List<String> leftBehind() {
        try (Stream<Path> all = Files.walk(temp)) {
            return all.filter(path -> !path.equals(temp))
                    .map(path -> temp.relativize(path).toString())
                    .toList();
        } catch (UncheckedIOException | IOException e) { // it is being deleted
            return List.of("changing");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly().onExit().join();
        }
    }
}
