package io.dropsight.service;

import io.dropsight.service.config.ConfigLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the configuration. */
final class ConfigFile {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "the YAML file (default: what DROPSIGHT_CONFIG names, else none)")
    private @Nullable Path file;

    /** @throws io.dropsight.service.config.ConfigProblems with all that is wrong */
    ConfigLoader.Loaded load() {
        return load(Map.of());
    }

    /** @param before variables that come before the environment's */
    ConfigLoader.Loaded load(Map<String, String> before) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(before);
        String named = environment.get("DROPSIGHT_CONFIG");
        Path from = file == null && named != null && !named.isBlank() ? Path.of(named) : file;
        return new ConfigLoader(environment).load(from);
    }
}
