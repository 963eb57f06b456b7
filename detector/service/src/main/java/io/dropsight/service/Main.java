package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.service.config.ConfigProblems;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Exit codes: 0 ok, 1 failed, 2 wrong usage. */
@Command(
        name = "dropsight",
        description = "Tells why the devices of an Azure IoT Hub drop.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ReplayCommand.class,
            RunCommand.class,
            HealthCommand.class,
            AlertsCommand.class,
            ConfigCommand.class,
            SimulateCommand.class,
            ScoreCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  dropsight demo                              all of it on a simulated fleet, in two minutes",
            "  dropsight replay examples/sas-65-minutes    what the logs in a folder tell",
            "  dropsight simulate --out fleet              a labelled fleet to try things out",
            "  dropsight score --labels fleet --findings findings   how well it was found",
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
            if (error instanceof ConfigProblems wrong) {
                wrong.problems().forEach(problem -> command.getErr().println(Text.safe(problem)));
                return WRONG_USAGE;
            } else if (!(error instanceof Closer.Stopped)) {
                command.getErr()
                        .println("dropsight " + command.getCommandName() + " failed: " + Failure.inWords(error));
            }
            return FAILED;
        });
        line.setParameterExceptionHandler((wrong, given) -> {
            explain(wrong);
            return WRONG_USAGE;
        });
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            err.println("dropsight failed: " + Failure.inWords(e));
            return FAILED;
        }
    }

    /** What is wrong, what might have been meant, and where to read on; not the whole help, which would hide it. */
    private static void explain(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        String message = String.valueOf(wrong.getMessage());
        List<String> guesses = List.of();
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            guesses = unmatched.getSuggestions();
            if (command.getParent() == null && !unmatched.isUnknownOption()) {
                message = "There is no command " + unmatched.getUnmatched().get(0);
            }
        }
        message.lines().map(Text::safe).forEach(err::println);
        if (!guesses.isEmpty()) {
            err.println("Did you mean " + guesses.get(0) + "?"); // the best comes first; the rest is noise
        }
        err.println("Help: " + command.getCommandSpec().qualifiedName() + " --help");
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        err.println("Which command? Try: dropsight replay FOLDER");
        spec.commandLine().usage(err);
        return WRONG_USAGE;
    }
}
