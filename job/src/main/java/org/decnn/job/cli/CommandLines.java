package org.decnn.job.cli;

import java.io.PrintWriter;
import org.decnn.job.UsageException;
import org.decnn.model.directory.ModelDirectoryException;
import org.decnn.model.network.NetworkException;
import org.decnn.operators.engine.EngineException;
import org.decnn.rewrite.data.DataException;
import picocli.CommandLine;

/**
 * How every command line of the project behaves: an error is one line, the exit code is 2 for what
 * the user can put right and 1 for what he cannot, and {@code --verbose} adds the stack trace.
 */
public final class CommandLines {

    private CommandLines() {}

    public static CommandLine of(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, args) -> misused(e))
                .setExecutionExceptionHandler(
                        (e, failed, parsed) -> {
                            boolean verbose = parsed.originalArgs().contains("--verbose");
                            report(e, verbose, failed.getErr());
                            return isUsersToPutRight(e) ? 2 : 1;
                        });
    }

    private static int misused(CommandLine.ParameterException e) {
        PrintWriter err = e.getCommandLine().getErr();
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        err.println("decnn: " + oneLine(e.getMessage()) + " (see " + command + " --help)");
        err.flush();
        return 2;
    }

    private static boolean isUsersToPutRight(Throwable e) {
        return e instanceof UsageException
                || e instanceof NetworkException
                || e instanceof ModelDirectoryException
                || e instanceof DataException;
    }

    private static void report(Throwable e, boolean verbose, PrintWriter err) {
        if (verbose) {
            e.printStackTrace(err);
        } else if (isUsersToPutRight(e)) {
            err.println("decnn: " + oneLine(e.getMessage()));
        } else {
            Throwable cause = rootCause(e);
            String what = cause instanceof EngineException ? cause.getMessage() : cause.toString();
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
