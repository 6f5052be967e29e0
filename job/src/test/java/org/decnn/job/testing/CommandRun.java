package org.decnn.job.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.decnn.job.cli.CommandLines;
import org.decnn.job.cli.Main;
import picocli.CommandLine;

/** What a command line printed, and its exit code. */
public record CommandRun(int code, String out, String err) {

    /** Runs {@code decnn}. */
    public static CommandRun decnn(Object... args) {
        return of(new Main(), args);
    }

    public static CommandRun of(Object command, Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                CommandLines.of(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        int code = line.execute(words);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** This run, if it succeeded. */
    public CommandRun succeeded() {
        if (code != 0) {
            throw new AssertionError("exit code " + code + ": " + err);
        }
        return this;
    }
}
