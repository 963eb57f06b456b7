package io.dropsight.service.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: defaults, before them one YAML file, before that {@code DROPSIGHT_...} variables. All that
 * is wrong is told at once, in a {@link ConfigProblems}.
 */
public final class ConfigLoader {
    private static final String MASK = "****";

    private final Map<String, String> environment;

    /** @param environment as {@link System#getenv()} gives it */
    public ConfigLoader(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * What is in force.
     *
     * @param settings each key that has a value, in the order of docs/configuration.md
     */
    public record Loaded(RunConfig config, List<Setting> settings) {}

    /**
     * @param value  as it may be shown: a secret is masked
     * @param origin the file, the variable, or {@code default}
     */
    public record Setting(String key, String value, String origin) {}

    /**
     * @param file the YAML file; null for none
     * @throws ConfigProblems if anything is wrong
     */
    public Loaded load(@Nullable Path file) {
        List<String> problems = new ArrayList<>();
        Written written = new Written(file, environment, problems);
        List<Setting> settings = new ArrayList<>();
        Map<String, String> effective = new LinkedHashMap<>();
        for (ConfigKey key : ConfigKeys.list()) {
            for (String name : written.instances(key)) {
                Written.Value value =
                        written.value(name).orElseGet(() -> new Written.Value(key.fallbackText(), "default"));
                if (!value.text().isEmpty() || written.value(name).isPresent()) {
                    check(key, name, value, problems);
                    effective.put(ConfigKeys.PREFIX + "." + name, normal(key, value.text()));
                    settings.add(new Setting(name, shown(key, value), value.origin()));
                } else if (key.required()) {
                    problems.add("%s is missing: write %s%s (%s)"
                            .formatted(
                                    name,
                                    Values.kind(key.type()),
                                    key.suchAs(),
                                    key.about().value()));
                }
            }
        }
        throwAny(problems);
        RunConfig config = bind(effective);
        CrossChecks.of(config, problems);
        throwAny(problems);
        return new Loaded(config, List.copyOf(settings));
    }

    private static void check(ConfigKey key, String name, Written.Value value, List<String> problems) {
        try {
            for (String one : key.list() ? value.text().split(",", -1) : new String[] {value.text()}) {
                Values.check(key, one);
            }
        } catch (Values.Wrong e) {
            problems.add(
                    "%s is \"%s\" (%s), which %s".formatted(name, shown(key, value), value.origin(), e.getMessage()));
        }
    }

    private static String shown(ConfigKey key, Written.Value value) {
        return key.about().secret() ? MASK : value.text();
    }

    /** Words as the enumeration has them. */
    private static String normal(ConfigKey key, String text) {
        return key.type().isEnum() ? text.strip().toUpperCase(Locale.ROOT).replace('-', '_') : text.strip();
    }

    private static RunConfig bind(Map<String, String> effective) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(effective, "effective", 100))
                .withConverter(Duration.class, 1_000, Values.durations())
                .withMapping(RunConfig.class)
                .build()
                .getConfigMapping(RunConfig.class);
    }

    private static void throwAny(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
    }
}
