package org.decnn.benchmarks.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.decnn.job.cli.CommandLines;
import org.decnn.job.cli.KafkaJob;
import org.decnn.job.cli.Main;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * deploy/kubernetes/decnn.yaml is what the Flink Kubernetes operator, Flink and the job take. The
 * operator's schema is of the newest release whose API is on Maven Central.
 */
class KubernetesTest {

    private static final Path HOME = Path.of("..");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private JsonNode volumeClaim;
    private JsonNode modelJob;
    private ObjectNode deployment;
    private ObjectNode schema;

    @BeforeEach
    void read() throws IOException {
        List<JsonNode> documents =
                YAML.readerFor(JsonNode.class)
                        .<JsonNode>readValues(HOME.resolve("deploy/kubernetes/decnn.yaml").toFile())
                        .readAll();
        assertThat(documents)
                .extracting(document -> document.get("kind").asText())
                .containsExactly("PersistentVolumeClaim", "Job", "FlinkDeployment");
        volumeClaim = documents.get(0);
        modelJob = documents.get(1);
        deployment = (ObjectNode) documents.get(2);
        try (InputStream in =
                getClass()
                        .getResourceAsStream(
                                "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml")) {
            JsonNode version = YAML.readTree(in).at("/spec/versions/0");
            assertThat(deployment.get("apiVersion").asText())
                    .isEqualTo("flink.apache.org/" + version.get("name").asText());
            schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
        }
        // That release knows Flink to 1.20.
        ((ArrayNode) schema.at("/properties/spec/properties/flinkVersion/enum")).add("v2_2");
        close(schema);
    }

    @Test
    void theOperatorKnowsEveryField() {
        assertThat(faults(schema, deployment.deepCopy().retain("spec"))).isEmpty();
    }

    @Test
    void aFieldThatItDoesNotKnowIsFound() {
        ObjectNode misspelt = deployment.deepCopy().retain("spec");
        ((ObjectNode) misspelt.at("/spec/taskManager/podTemplate/spec"))
                .set(
                        "topologySpreadConstraint",
                        misspelt.at(
                                "/spec/taskManager/podTemplate/spec/topologySpreadConstraints"));
        ((ObjectNode) misspelt.at("/spec/job")).put("upgradeMode", "lastState");

        assertThat(faults(schema, misspelt))
                .hasSize(2)
                .anyMatch(fault -> fault.contains("topologySpreadConstraint'"))
                .anyMatch(fault -> fault.contains("upgradeMode"));
    }

    /** Their schemas are parts of that of a pod. */
    @Test
    void theVolumeClaimAndTheJobOfTheModelHaveNoOtherFieldsEither() {
        JsonNode pod = schema.at("/properties/spec/properties/podTemplate/properties/spec");
        JsonNode claim =
                pod.at(
                        "/properties/volumes/items/properties/ephemeral/properties/volumeClaimTemplate/properties/spec");
        assertThat(faults(pod, modelJob.at("/spec/template/spec"))).isEmpty();
        assertThat(faults(claim, volumeClaim.get("spec"))).isEmpty();
    }

    @Test
    void allMountTheVolumeThatIsClaimed() {
        JsonNode name = volumeClaim.at("/metadata/name");
        String path = "/volumes/0/persistentVolumeClaim/claimName";
        assertThat(name.asText()).isNotEmpty();
        assertThat(modelJob.at("/spec/template/spec" + path)).isEqualTo(name);
        assertThat(deployment.at("/spec/podTemplate/spec" + path)).isEqualTo(name);
    }

    @Test
    void flinkTakesTheMemoryOfThePods() {
        Configuration flink = configuration();
        flink.set(JobManagerOptions.TOTAL_PROCESS_MEMORY, memory("jobManager"));
        flink.set(TaskManagerOptions.TOTAL_PROCESS_MEMORY, memory("taskManager"));

        assertThat(
                        TaskExecutorProcessUtils.processSpecFromConfig(flink)
                                .getTotalProcessMemorySize())
                .isEqualTo(memory("taskManager"));
        assertThat(JobManagerProcessUtils.processSpecFromConfig(flink).getTotalProcessMemorySize())
                .isEqualTo(memory("jobManager"));
    }

    /** By the command that it says: a model that is split otherwise next time is noticed here. */
    @Test
    void itHasTheSettingsOfTheShippedNetwork(@TempDir Path folder) {
        String model = folder.resolve("model").toString();
        decnn(
                "shard",
                HOME.resolve("models/decnn-resnet20-g4-strides-cifar10.onnx").toString(),
                "--shards",
                "4",
                "--out",
                model);
        JsonNode configuration = deployment.at("/spec/flinkConfiguration");
        assertThat(decnn("settings", model, "--max-pixels", "4000000").lines())
                .isNotEmpty()
                .allSatisfy(
                        line -> {
                            String[] setting = line.replaceAll(" +#.*", "").split(": ", 2);
                            assertThat(configuration.path(setting[0]).asText())
                                    .as(setting[0])
                                    .isEqualTo(setting[1]);
                        });
    }

    @Test
    void theJobKnowsItsOptions() {
        String[] options = YAML.convertValue(deployment.at("/spec/job/args"), String[].class);
        CommandLine.ParseResult parsed = CommandLines.of(new KafkaJob()).parseArgs(options);
        assertThat(parsed.matchedOptionValue("--max-pixels", 0L)).isEqualTo(4000000L);
        assertThat(deployment.at("/spec/job/entryClass").asText())
                .isEqualTo(KafkaJob.class.getName());
    }

    private Configuration configuration() {
        Configuration flink = new Configuration();
        deployment
                .at("/spec/flinkConfiguration")
                .fields()
                .forEachRemaining(
                        entry -> flink.setString(entry.getKey(), entry.getValue().asText()));
        return flink;
    }

    private MemorySize memory(String role) {
        return MemorySize.parse(deployment.at("/spec/" + role + "/resource/memory").asText());
    }

    private static String decnn(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                CommandLines.of(new Main())
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }

    private static List<String> faults(JsonNode schema, JsonNode value) {
        Set<ValidationMessage> messages =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                        .getSchema(schema)
                        .validate(value);
        return messages.stream().map(ValidationMessage::getMessage).collect(Collectors.toList());
    }

    /**
     * Kubernetes drops a field that a schema does not name, and says nothing: here it is a fault.
     */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("properties").isObject()
                && object.path("type").asText("object").equals("object")
                && !object.has("additionalProperties")
                && !object.has("x-kubernetes-preserve-unknown-fields")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(KubernetesTest::close);
    }
}
