package org.decnn.benchmarks.cluster;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.decnn.job.cli.CommandLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Gives a Kafka user the rights that a job needs, and no others: those of docs/security.md. */
@Command(
        name = "Rights",
        description = "Give a Kafka user the rights that a job needs, and no others.",
        mixinStandardHelpOptions = true)
public final class Rights implements Callable<Integer> {

    @Option(names = "--brokers", required = true, paramLabel = "HOST:PORT")
    private String brokers;

    @Option(names = "--user", required = true)
    private String user;

    @Option(names = "--images", required = true, paramLabel = "TOPIC")
    private String images;

    @Option(names = "--answers", required = true, paramLabel = "TOPIC", arity = "1..*")
    private List<String> answers;

    @Option(names = "--group", required = true, paramLabel = "ID")
    private String group;

    @Option(names = "--verbose")
    private boolean verbose;

    public static void main(String[] args) {
        System.exit(CommandLines.of(new Rights()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) brokers))) {
            admin.createAcls(
                            Stream.of(
                                            rights(TOPIC, images, LITERAL, READ, DESCRIBE),
                                            answers.stream()
                                                    .flatMap(
                                                            topic ->
                                                                    rights(
                                                                            TOPIC, topic, LITERAL,
                                                                            READ, WRITE, DESCRIBE,
                                                                            CREATE)),
                                            rights(GROUP, group, LITERAL, READ, DESCRIBE),
                                            rights(
                                                    TRANSACTIONAL_ID,
                                                    group + "-",
                                                    PREFIXED,
                                                    WRITE,
                                                    DESCRIBE))
                                    .flatMap(all -> all)
                                    .toList())
                    .all()
                    .get();
        }
        return 0;
    }

    private Stream<AclBinding> rights(
            ResourceType type, String name, PatternType pattern, AclOperation... operations) {
        return Stream.of(operations)
                .map(
                        operation ->
                                new AclBinding(
                                        new ResourcePattern(type, name, pattern),
                                        new AccessControlEntry(
                                                "User:" + user,
                                                "*",
                                                operation,
                                                AclPermissionType.ALLOW)));
    }
}
