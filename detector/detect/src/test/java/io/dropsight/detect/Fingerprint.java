package io.dropsight.detect;

import io.dropsight.model.FeedMessage;
import io.dropsight.simulator.Simulation;
import io.dropsight.simulator.scenario.Scenarios;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A program that prints hashes of all that is said and of all that is remembered of scenarios, so that a change that may
 * change neither can be held against the version before it: {@code Fingerprint NAMES|all SEEDS}, both with commas. Each
 * scenario is played once: with an odd seed in one partition, with an even one in two and with restarts.
 */
public final class Fingerprint {
    private static final int AT_A_TIME = 2;
    private static final int RESTART_EVERY = 5_000;

    private Fingerprint() {}

    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        List<String> names = arguments[0].equals("all") ? Scenarios.names() : List.of(arguments[0].split(","));
        List<Long> seeds =
                Arrays.stream(arguments[1].split(",")).map(Long::valueOf).toList();
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<String>> lines = names.stream()
                    .flatMap(name -> seeds.stream().map(seed -> threads.submit(() -> of(name, seed))))
                    .toList();
            for (Future<String> line : lines) {
                System.out.println(line.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static String of(String name, long seed) {
        Simulation simulation = Rehearsal.simulate(name, seed, 1);
        Pipeline pipeline = new Pipeline(seed % 2 == 0 ? 2 : 1, DetectConfig.DEFAULTS);
        int heard = 0;
        for (FeedMessage message : (Iterable<FeedMessage>) simulation.messages()::iterator) {
            pipeline.take(message);
            if (seed % 2 == 0 && ++heard % RESTART_EVERY == 0) {
                pipeline.restart();
            }
        }
        pipeline.end();
        Transcript said = Transcript.of(pipeline);
        Map<String, String> memory = pipeline.memory();
        return "%s %d: %d verdicts, %d alerts, said %s, remembered %s, outcomes %s"
                .formatted(
                        name,
                        seed,
                        said.verdicts().size(),
                        said.alerts().size(),
                        hash(Stream.concat(said.verdicts().stream(), said.alerts().stream())),
                        hash(memory.entrySet().stream().map(Object::toString)),
                        pipeline.outcomes);
    }

    private static String hash(Stream<String> lines) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
