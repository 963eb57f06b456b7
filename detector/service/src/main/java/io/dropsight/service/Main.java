package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Exit codes: 0 ok, 1 failed, 2 wrong usage. */
@Command(
        name = "dropsight",
        description = "Tells why the devices of an Azure IoT Hub drop.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ReplayCommand.class, SimulateCommand.class, CommandLine.HelpCommand.class},
        footer = {
            "",
            "Examples:",
            "  dropsight replay examples/sas-65-minutes    what the logs in a folder tell",
            "  dropsight simulate --out fleet              a labelled fleet to try things out",
            "",
            "Exit codes: 0 ok, 1 failed, 2 wrong usage."
        })
public final class Main implements Callable<Integer> {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    public static void main(String[] args) {
        int code = run(args, new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8));
        System.exit(code); // the broker's threads would keep a failed process alive
    }

    static int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new Main());
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((error, command, result) -> {
            if (!(error instanceof Closer.Stopped)) {
                command.getErr()
                        .println("dropsight " + command.getCommandName() + " failed: " + Failure.inWords(error));
            }
            return FAILED;
        });
        return line.execute(args);
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Which command? Try: dropsight replay FOLDER");
    }
}
