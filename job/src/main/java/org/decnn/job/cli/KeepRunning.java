package org.decnn.job.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.GlobalConfiguration;
import org.decnn.job.supervisor.JobKeeper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What {@code deploy/bin/keep-running} runs. */
@Command(
        name = "keep-running",
        description =
                "Keep one job running on a cluster without high availability of its own: when its JobManager was lost or the job has failed, submit it again, from its newest checkpoint.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class KeepRunning {

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "/var/lib/decnn/job",
            scope = ScopeType.INHERIT,
            description =
                    "Where the ids are that the job has had; a folder for each job. Default: ${DEFAULT-VALUE}.")
    private Path state;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error.")
    private boolean verbose;

    @Spec private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new KeepRunning()).execute(args));
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description =
                    "Keep the job running until it is stopped or cancelled. Ended by a signal, this leaves the job running.")
    int run(
            @Option(
                            names = "--flink",
                            paramLabel = "COMMAND",
                            required = true,
                            description = "Flink's client.")
                    String flink,
            @Option(
                            names = "--jar",
                            paramLabel = "JAR",
                            required = true,
                            description = "decnn-job.jar.")
                    Path jar,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "JOB-OPTION",
                            description = "After --: the job's, as for 'flink run decnn-job.jar'.")
                    List<String> options)
            throws Exception {
        keeper().run(flink, jar, options, this::say);
        return 0;
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description =
                    "Stop the job with a savepoint. 'keep-running run' then ends, and when it is started again goes on from there.")
    int stop(
            @Option(
                            names = "--patience",
                            paramLabel = "S",
                            defaultValue = "90",
                            description =
                                    "Seconds that the savepoint may take. Default: ${DEFAULT-VALUE}.")
                    int seconds)
            throws Exception {
        say("stopped; the savepoint is " + keeper().stop(Duration.ofSeconds(seconds)));
        return 0;
    }

    @Command(
            name = "from",
            mixinStandardHelpOptions = true,
            description = "Say where the job begins when it is started next.")
    int from(
            @Parameters(
                            paramLabel = "PATH",
                            description =
                                    "A checkpoint or a savepoint, or 'nothing': the committed offsets.")
                    String place)
            throws Exception {
        keeper().beginFrom(place);
        return 0;
    }

    private JobKeeper keeper() {
        return new JobKeeper(
                GlobalConfiguration.loadConfiguration(), state.toAbsolutePath().normalize());
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("keep-running: " + line);
        out.flush();
    }
}
