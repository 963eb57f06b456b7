package io.dropsight.service;

import io.dropsight.service.config.ConfigLoader;
import io.dropsight.service.config.ConfigReference;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the configuration that {@code run} would have, or what is wrong with it. */
@Command(
        name = "config",
        description = "Shows what is in force, and where each value comes from; secrets are masked.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  dropsight config                              defaults and environment",
            "  dropsight config --config dropsight.yaml      a file, checked",
            "  dropsight config --reference                  every key, as a table"
        })
final class ConfigCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final ConfigFile file = new ConfigFile();

    @Option(names = "--reference", description = "print every key with default, bounds and meaning, as Markdown")
    private boolean reference;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (reference) {
            out.print(ConfigReference.markdown());
            out.flush();
            return Main.OK;
        }
        for (ConfigLoader.Setting setting : file.load().settings()) {
            out.println("%-46s %-28s # %s"
                    .formatted(setting.key() + ":", Text.safe(setting.value()), Text.safe(setting.origin())));
        }
        out.flush();
        return Main.OK;
    }
}
