package io.dropsight.service.config;

import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** What a file and the environment say, by key; names that are none of ours are problems. */
final class Written {
    private static final String VARIABLE = "DROPSIGHT_";

    /** Of the launcher and the image, not of the service. */
    private static final Set<String> NOT_OURS = Set.of("DROPSIGHT_JAVA_OPTS", "DROPSIGHT_CONFIG");

    private final Map<String, Value> values = new TreeMap<>();
    private final List<String> problems;

    /** @param origin the file, or the variable */
    record Value(String text, String origin) {}

    /**
     * @param file     null for none
     * @param problems to which those of this are added
     */
    Written(@Nullable Path file, Map<String, String> environment, List<String> problems) {
        this.problems = problems;
        if (file != null) {
            read(file).forEach((name, text) -> put(name, text, file.toString()));
        }
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (variable.startsWith(VARIABLE) && !NOT_OURS.contains(variable)) {
                put(variable, text);
            }
        });
    }

    Optional<Value> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The key itself, or once for each name that was written in its star's place. */
    List<String> instances(ConfigKey key) {
        int star = key.name().indexOf('*');
        if (star < 0) {
            return List.of(key.name());
        }
        String before = key.name().substring(0, star);
        String after = key.name().substring(star + 1);
        return values.keySet().stream()
                .filter(name -> name.startsWith(before))
                .map(name -> after.isEmpty() ? name : before + nameAt(name, star) + after)
                .distinct()
                .toList();
    }

    private static String nameAt(String name, int from) {
        int dot = name.indexOf('.', from);
        return name.substring(from, dot < 0 ? name.length() : dot);
    }

    private void put(String name, String text, String file) {
        if (name.endsWith("]")) { // an element of a list, which is there whole, too
            return;
        }
        if (ConfigKeys.list().stream().noneMatch(key -> key.matches(name))) {
            problems.add("%s (%s) is unknown: %s".formatted(name, file, meant(name)));
        } else {
            values.put(name, new Value(text, file));
        }
    }

    private void put(String variable, String text) {
        Optional<ConfigKey> key = ConfigKeys.list().stream()
                .filter(it -> it.variablePattern().matcher(variable).matches())
                .max(Comparator.comparingInt(it -> it.name().length())); // the most exact one
        if (key.isEmpty()) {
            List<String> names =
                    ConfigKeys.list().stream().map(ConfigKey::variable).toList();
            problems.add("%s (environment) is unknown: %s".formatted(variable, advice(Nearest.to(variable, names))));
            return;
        }
        Matcher matcher = key.get().variablePattern().matcher(variable);
        String name = key.get().name();
        if (matcher.matches() && matcher.groupCount() > 0) {
            String given = matcher.group(1).toLowerCase(Locale.ROOT);
            name = name.replace("*", name.endsWith("*") ? given.replace('_', '.') : given.replace('_', '-'));
        }
        values.put(name, new Value(text, variable));
    }

    private static String meant(String name) {
        List<String> names = ConfigKeys.list().stream()
                .map(key -> filled(key.name(), name))
                .distinct()
                .toList();
        return advice(Nearest.to(name, names));
    }

    private static String advice(Optional<String> nearest) {
        return nearest.map(name -> "did you mean " + name + "?").orElse("docs/configuration.md lists all keys");
    }

    /** The key with the names that were written in place of its stars. */
    private static String filled(String key, String written) {
        String[] parts = key.split("\\.", -1);
        String[] given = written.split("\\.", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].equals("*") && i < given.length) {
                parts[i] = given[i];
            }
        }
        return String.join(".", parts);
    }

    private static Map<String, String> read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ConfigProblems(List.of(file + ": there is no such file: name another with --config"));
        } catch (IOException e) {
            throw new ConfigProblems(
                    List.of(file + " cannot be read: it has to be a file of UTF-8 text: " + e.getMessage()));
        }
        Map<String, String> properties;
        try {
            properties = new YamlConfigSource(file.toString(), text, 0).getProperties();
        } catch (RuntimeException e) {
            String why = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
            throw new ConfigProblems(List.of("%s is no usable YAML: %s".formatted(file, why)));
        }
        boolean empty =
                text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
        if (properties.isEmpty() && !empty) {
            throw new ConfigProblems(List.of(file + " is no usable YAML: write sections with keys, such as"
                    + " \"kafka:\" and below it \"  partitions: 4\""));
        }
        return properties;
    }
}
