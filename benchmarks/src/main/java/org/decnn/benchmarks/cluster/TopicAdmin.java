package org.decnn.benchmarks.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionListing;
import org.decnn.job.cli.CommandLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an administrator does to topics while a job runs. */
@Command(name = "TopicAdmin", description = "Change topics, and count transactional ids.")
public final class TopicAdmin {

    @Option(names = "--brokers", required = true, paramLabel = "HOST:PORT")
    private String brokers;

    @Option(names = "--verbose")
    private boolean verbose;

    /** What is asked of the brokers. */
    private interface Request {
        void ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    public static void main(String[] args) {
        System.exit(CommandLines.of(new TopicAdmin()).execute(args));
    }

    @Command(description = "Create a topic of one partition that takes records of so many bytes.")
    int create(@Parameters(paramLabel = "TOPIC") String topic, @Parameters int maxMessageBytes) {
        Map<String, String> settings = new HashMap<>();
        settings.put("max.message.bytes", Integer.toString(maxMessageBytes));
        NewTopic created = new NewTopic(topic, Optional.of(1), Optional.empty()).configs(settings);
        return done(admin -> admin.createTopics(List.of(created)).all().get());
    }

    @Command(description = "Delete a topic.")
    int delete(@Parameters(paramLabel = "TOPIC") String topic) {
        return done(admin -> admin.deleteTopics(List.of(topic)).all().get());
    }

    @Command(description = "Give a topic so many partitions.")
    int partitions(@Parameters(paramLabel = "TOPIC") String topic, @Parameters int count) {
        return done(
                admin ->
                        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(count)))
                                .all()
                                .get());
    }

    @Command(description = "Print how many transactional ids with a prefix the brokers keep.")
    int transactions(@Parameters(paramLabel = "PREFIX") String prefix) {
        return done(
                admin ->
                        System.out.println(
                                admin.listTransactions().all().get().stream()
                                        .map(TransactionListing::transactionalId)
                                        .filter(id -> id.startsWith(prefix))
                                        .count()));
    }

    private int done(Request request) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) brokers))) {
            request.ask(admin);
            return 0;
        } catch (ExecutionException e) {
            System.err.println("TopicAdmin: " + e.getCause().getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
