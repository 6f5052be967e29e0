package org.decnn.job.cli;

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
        subcommands = {
            DemoCommand.class,
            NewCommand.class,
            RewriteCommand.class,
            TrainCommand.class,
            ShardCommand.class,
            SettingsCommand.class,
            ClassifyCommand.class,
            EvaluateCommand.class,
            ReportCommand.class
        })
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
                spec.commandLine(),
                "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
    }

    public static void main(String[] args) {
        System.exit(CommandLines.of(new Main()).execute(args));
    }
}
