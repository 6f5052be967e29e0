package org.decnn.job.cli;

import java.io.PrintWriter;
import java.util.stream.Stream;
import org.decnn.model.directory.ModelDirectoryException;
import org.decnn.model.network.NetworkException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code decnn} command. */
@Command(
        name = "decnn",
        description =
                "One CNN, split by channel groups over small devices, as an Apache Flink streaming job.",
        mixinStandardHelpOptions = true,
        version = "decnn 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ShardCommand.class, ClassifyCommand.class})
public final class Main implements Runnable {

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error.")
    private boolean verbose;

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing: demo, shard or classify");
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs the command line; returns the exit code. */
    static int run(String... args) {
        return commandLine(new CommandLine(new Main())).execute(args);
    }

    /** Errors in one line, exit code 2 for what the user can put right. */
    static CommandLine commandLine(CommandLine commandLine) {
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(
                        (e, args) -> {
                            PrintWriter err = e.getCommandLine().getErr();
                            err.println("decnn: " + oneLine(e.getMessage()));
                            err.println(
                                    "See '"
                                            + e.getCommandLine().getCommandSpec().qualifiedName()
                                            + " --help'.");
                            return 2;
                        })
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> {
                            boolean verbose =
                                    Stream.of(parsed.originalArgs().toArray())
                                            .anyMatch("--verbose"::equals);
                            report(e, verbose, command.getErr());
                            return isUsersToPutRight(e) ? 2 : 1;
                        });
    }

    static boolean isUsersToPutRight(Throwable e) {
        return e instanceof UsageException
                || e instanceof NetworkException
                || e instanceof ModelDirectoryException;
    }

    private static void report(Throwable e, boolean verbose, PrintWriter err) {
        if (verbose) {
            e.printStackTrace(err);
        } else if (isUsersToPutRight(e)) {
            err.println("decnn: " + oneLine(e.getMessage()));
        } else {
            err.println("decnn: " + oneLine(rootCause(e).toString()) + " (--verbose shows where)");
        }
        err.flush();
    }

    private static Throwable rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String oneLine(String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
