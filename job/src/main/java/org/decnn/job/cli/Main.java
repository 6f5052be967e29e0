package org.decnn.job.cli;

import java.util.concurrent.Callable;
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
        versionProvider = Main.Version.class,
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
            ReportCommand.class,
            PlanCommand.class,
            TopicCommand.class,
            SendCommand.class,
            AnswersCommand.class
        })
public final class Main implements Callable<Integer> {

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error.")
    private boolean verbose;

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    /** Without a command all of them are shown. */
    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        line.usage(line.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** As the build wrote it into the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"decnn " + (version == null ? "of no release" : version)};
        }
    }

    public static void main(String[] args) {
        System.exit(CommandLines.of(new Main()).execute(args));
    }
}
