package org.decnn.job.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.decnn.job.testing.NumberedImages;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.network.NetworkException;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.topology.Decoding;
import org.decnn.operators.topology.SplitNetwork;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a split network does to the job that it is put into. */
class OwnJobTest {

    private static final int SHARDS = 4;
    private static final SplitOptions OPTIONS = SplitOptions.onDevices(SHARDS);

    @TempDir private Path folder;
    private SmallModel model;
    private StreamExecutionEnvironment environment;

    @BeforeEach
    void splitNetwork() throws IOException {
        model = SmallModel.split(SmallNetworks.denseChain(1), SHARDS, folder);
        environment = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        environment.setParallelism(3).setMaxParallelism(90).setBufferTimeout(7);
    }

    @Test
    void theJobsSettingsAreTheJobsAndTheNetworksOperatorsHaveTheirOwn() {
        Map<String, String> before = settings();

        add("", OPTIONS);

        assertThat(settings()).isEqualTo(before);
        assertThat(nodes("images")).allMatch(node -> node.getParallelism() == 3);
        assertThat(nodes("answers")).allMatch(node -> node.getParallelism() == 3);
        assertThat(nodes("images")).allMatch(node -> node.getMaxParallelism() == 90);
        assertThat(networkNodes(""))
                .hasSizeGreaterThan(SHARDS)
                .allMatch(node -> node.getParallelism() == SHARDS)
                .allMatch(node -> node.getMaxParallelism() == SHARDS)
                .allMatch(node -> node.getBufferTimeout() == 7);
    }

    static Stream<Arguments> settingsItCannotRunWith() {
        return Stream.of(
                Arguments.of(
                        new Configuration()
                                .set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH),
                        "execution.runtime-mode: BATCH",
                        "set it to STREAMING"),
                Arguments.of(
                        new Configuration()
                                .set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.AUTOMATIC),
                        "execution.runtime-mode: AUTOMATIC",
                        "set it to STREAMING"),
                Arguments.of(
                        new Configuration().set(PipelineOptions.OPERATOR_CHAINING, false),
                        "pipeline.operator-chaining.enabled: false",
                        "set it to true"),
                Arguments.of(
                        new Configuration()
                                .set(
                                        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                                        CheckpointingMode.AT_LEAST_ONCE),
                        "execution.checkpointing.mode: AT_LEAST_ONCE",
                        "set it to EXACTLY_ONCE"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("settingsItCannotRunWith")
    void aSettingThatItCannotRunWithIsRefusedByName(
            Configuration settings, String named, String remedy) {
        environment.configure(settings);

        assertThatThrownBy(() -> add("", OPTIONS))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining(named)
                .hasMessageEndingWith(remedy);
    }

    @Test
    void whatIsSaidInCodeIsRefusedAsWhatIsConfigured() {
        environment.setRuntimeMode(RuntimeExecutionMode.BATCH);

        assertThatThrownBy(() -> add("", OPTIONS)).hasMessageContaining("execution.runtime-mode");

        environment.setRuntimeMode(RuntimeExecutionMode.STREAMING);
        environment.enableCheckpointing(1000, CheckpointingMode.AT_LEAST_ONCE);

        assertThatThrownBy(() -> add("", OPTIONS))
                .hasMessageContaining("execution.checkpointing.mode");
    }

    @Test
    void networksOfOneJobHaveNamesAndUidsOfTheirOwn() {
        add("day", OPTIONS.named("day"));
        add("night", OPTIONS.named("night"));

        assertThat(networkNodes("day-")).hasSameSizeAs(networkNodes("night-")).isNotEmpty();
        assertThat(nodes("day-stage 1")).hasSize(1);
        assertThat(uids()).contains("day-decode", "night-stage-1", "night-sum-logits");
        assertThat(uids()).filteredOn(uid -> !uid.isEmpty()).doesNotHaveDuplicates();
    }

    @Test
    void twoNetworksOfOneNameAreRefused() {
        add("first", OPTIONS);

        assertThatThrownBy(() -> add("second", OPTIONS))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("uid 'decode'")
                .hasMessageContaining("SplitOptions.named");
    }

    @Test
    void aNameIsOfLettersDigitsDotsAndDashes() {
        assertThatThrownBy(() -> OPTIONS.named("day/night"))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("day/night");
    }

    @Test
    void theNetworkSharesSlotsWithWhatItsImagesComeFrom() {
        classify("night", OPTIONS.named("night"), "boards by night");
        classify("day", OPTIONS.named("day"), "boards by day");

        environment.getStreamGraph(false).getJobGraph();
        assertThat(networkNodes("night-"))
                .allMatch(node -> node.getSlotSharingGroup().equals("boards by night"));
        assertThat(networkNodes("day-"))
                .allMatch(node -> node.getSlotSharingGroup().equals("boards by day"));
    }

    @Test
    void imagesThatAreDecodedWhereTheyAreReadAreReadOnEveryDevice() {
        SplitOptions whereRead = OPTIONS.withDecoding(Decoding.WHERE_READ);

        assertThatThrownBy(() -> add("", whereRead))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("parallelism of 'images' to 4, not 3");
    }

    private void add(String name, SplitOptions options) {
        classify(name, options, null);
    }

    private void classify(String name, SplitOptions options, String slots) {
        var images = NumberedImages.stream(environment, 3).name("images").uid("images" + name);
        SplitNetwork.Outcome outcome =
                new SplitNetwork(model.directory(), options)
                        .classify(slots == null ? images : images.slotSharingGroup(slots));
        outcome.classified().sinkTo(new DiscardingSink<>()).name("answers").setParallelism(3);
    }

    private Map<String, String> settings() {
        Map<String, String> settings =
                Configuration.fromMap(environment.getConfiguration().toMap()).toMap();
        settings.put("buffer timeout", Long.toString(environment.getBufferTimeout()));
        settings.put("parallelism", Integer.toString(environment.getParallelism()));
        settings.put("max parallelism", Integer.toString(environment.getMaxParallelism()));
        return settings;
    }

    private List<StreamNode> nodes(String name) {
        return environment.getStreamGraph(false).getStreamNodes().stream()
                .filter(node -> node.getOperatorName().contains(name))
                .toList();
    }

    /** What has a uid of a network of that prefix. */
    private List<StreamNode> networkNodes(String prefix) {
        return environment.getStreamGraph(false).getStreamNodes().stream()
                .filter(
                        node ->
                                String.valueOf(node.getTransformationUID())
                                        .matches(
                                                prefix
                                                        + "(decode|stem|stage-.*|exchange-.*|sum-logits)"))
                .toList();
    }

    private List<String> uids() {
        return environment.getStreamGraph(false).getStreamNodes().stream()
                .map(node -> node.getTransformationUID() == null ? "" : node.getTransformationUID())
                .toList();
    }
}
