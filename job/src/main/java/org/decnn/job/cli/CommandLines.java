package org.decnn.job.cli;

import java.io.PrintWriter;
import org.decnn.job.UsageException;
import org.decnn.model.directory.ModelDirectoryException;
import org.decnn.model.network.NetworkException;
import org.decnn.operators.engine.EngineException;
import org.decnn.operators.engine.TemporaryFolderException;
import org.decnn.rewrite.data.DataException;
import picocli.CommandLine;

/**
 * How every command line of the project behaves: an error is one line, the exit code is 2 for what
 * the user can put right and 1 for what he cannot, and {@code --verbose} adds the stack trace.
 */
public final class CommandLines {

    /** As shells have it of a command that was ended by Ctrl-C. */
    private static final int INTERRUPTED = 130;

    private CommandLines() {}

    public static CommandLine of(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, args) -> misused(e))
                .setExecutionStrategy(CommandLines::run)
                .setExecutionExceptionHandler(
                        (e, failed, parsed) -> {
                            if (Interruption.isUnderWay()) {
                                return INTERRUPTED;
                            }
                            boolean verbose = parsed.originalArgs().contains("--verbose");
                            report(e, verbose, failed.getErr());
                            return isUsersToPutRight(named(e)) ? 2 : 1;
                        });
    }

    /** Java's standard output swallows errors, and only says on being asked that there were any. */
    private static int run(CommandLine.ParseResult parsed) {
        CommandLine line = parsed.commandSpec().commandLine();
        int code;
        try {
            code = new CommandLine.RunLast().execute(parsed);
        } catch (NoClassDefFoundError e) {
            throw new CommandLine.ExecutionException(
                    line, "libraries", TrainingLibraries.leftOut(e));
        }
        if (code == 0 && (line.getOut().checkError() || System.out.checkError())) {
            throw new CommandLine.ExecutionException(
                    line,
                    "standard output",
                    new UsageException(
                            "standard output was not written to its end: its disk is full, or it was"
                                    + " closed"));
        }
        return code;
    }

    private static int misused(CommandLine.ParameterException e) {
        PrintWriter err = e.getCommandLine().getErr();
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        err.println(
                "decnn: " + oneLine(e.getMessage()) + nearest(e) + " (see " + command + " --help)");
        err.flush();
        return 2;
    }

    /** The command or option that a misspelt one may have meant. */
    private static String nearest(CommandLine.ParameterException e) {
        return e instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions().stream()
                        .findFirst()
                        .map(name -> ": did you mean '" + name + "'?")
                        .orElse("")
                : "";
    }

    private static boolean isUsersToPutRight(Throwable e) {
        return e instanceof UsageException
                || e instanceof NetworkException
                || e instanceof ModelDirectoryException
                || e instanceof DataException
                || e instanceof TemporaryFolderException;
    }

    /** What the error is called by: itself, where it is the user's; else what lies at its root. */
    private static Throwable named(Throwable e) {
        return isUsersToPutRight(e) ? e : rootCause(e);
    }

    private static void report(Throwable e, boolean verbose, PrintWriter err) {
        Throwable named = named(e);
        if (verbose) {
            e.printStackTrace(err);
        } else if (isUsersToPutRight(named)) {
            err.println("decnn: " + oneLine(named.getMessage()));
        } else {
            String what = named instanceof EngineException ? named.getMessage() : named.toString();
            err.println("decnn: " + oneLine(what) + " (--verbose shows where)");
        }
        err.flush();
    }

    /** The last cause that says something: what lies below an engine's failure is in its words. */
    private static Throwable rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof EngineException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String oneLine(String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
