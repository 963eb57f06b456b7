package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a command line in this JVM has answered. */
record CommandLineRun(int code, String out, String err) {
    private static final String LISTENING = "0A";

    static CommandLineRun of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
        int code = Main.run(words, new PrintWriter(out, true), new PrintWriter(err, true));
        return new CommandLineRun(code, out.toString(), err.toString());
    }

    static Path example(String name) {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return module.resolve("../../examples").normalize().resolve(name);
    }

    /** The lines of all plain files of an example, in order of their paths. */
    static List<String> linesOf(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                lines.addAll(Files.readAllLines(file, UTF_8));
            }
        }
        return lines;
    }

    /** TCP ports on which this process listens; empty where there is no /proc. */
    static Set<Integer> listeningPorts() throws IOException {
        Path sockets = Path.of("/proc/self/fd");
        Set<Integer> ports = new TreeSet<>();
        if (!Files.isDirectory(sockets)) {
            return ports;
        }
        Set<String> mine;
        try (Stream<Path> links = Files.list(sockets)) {
            mine = links.map(CommandLineRun::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        }
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table), UTF_8)) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length > 9 && columns[3].equals(LISTENING) && mine.contains(columns[9])) {
                    ports.add(Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) { // closed since it was listed
            return "";
        }
    }
}
