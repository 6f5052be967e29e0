package org.decnn.job.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.decnn.job.UsageException;
import org.decnn.job.demo.RunningJob;
import org.decnn.job.local.LocalCluster;
import org.decnn.job.testing.AdaptiveCluster;
import org.decnn.job.testing.SmallModel;
import org.decnn.model.network.Network;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.stage.InputKind;
import org.decnn.operators.topology.RecordTypes;
import org.decnn.operators.topology.SplitNetwork;
import org.decnn.operators.topology.SplitOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The computed buffers against Flink itself: a real cluster, remote channels, its REST. */
@Tag("integration")
class BuffersOnAClusterTest {

    private static final int DEVICES = 4;
    private static final Network NETWORK = SmallNetworks.groupedWithShuffles(3);

    @TempDir private Path folder;
    private SmallModel model;
    private SplitOptions options;

    @BeforeEach
    void splitNetwork() throws Exception {
        model = SmallModel.split(NETWORK, DEVICES, folder);
        options = SplitOptions.onDevices(DEVICES).fed(InputKind.TENSOR);
    }

    @Test
    void theJobRunsOnAClusterOfTheComputedSettings() throws Exception {
        DeviceSettings settings = settings(demand());
        try (LocalCluster cluster = LocalCluster.start(DEVICES, settings.network(), folder)) {
            assertRuns(cluster.environment(), cluster.webAddress());

            ClusterCheck check =
                    new ClusterCheck(
                            FlinkRest.reachedBy(cluster.environment().getConfiguration())
                                    .orElseThrow());

            assertThat(check.differences(settings, demand(), DEVICES))
                    .noneMatch(line -> line.contains("segment-size") || line.contains("network"));
        }
    }

    @Test
    void theJobRunsWithTheBuffersThatItRequires() throws Exception {
        NetworkSettings least = new NetworkSettings(32 << 10, demand().required());
        try (LocalCluster cluster = LocalCluster.start(DEVICES, least, folder)) {
            assertRuns(cluster.environment(), cluster.webAddress());
        }
    }

    @Test
    void oneBufferLessIsTooFewAndRefused() throws Exception {
        BufferDemand demand = demand();
        NetworkSettings tooFew = new NetworkSettings(32 << 10, demand.required() - 1);
        try (LocalCluster cluster = LocalCluster.start(DEVICES, tooFew, folder)) {
            JobClient job = job(cluster.environment()).executeAsync();

            assertThatThrownBy(() -> job.getJobExecutionResult().get(60, TimeUnit.SECONDS))
                    .hasStackTraceContaining("Insufficient number of network buffers");
            assertThatThrownBy(
                            () ->
                                    new ClusterCheck(new FlinkRest(cluster.webAddress()))
                                            .differences(settings(demand), demand, DEVICES))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("fewer than " + demand.required())
                    .hasMessageContaining("taskmanager.memory.network.min");
        }
    }

    @Test
    void theJobRunsOnBoardsOfTwoSlotsWithTheBuffersThatItRequiresOfThem() throws Exception {
        NetworkSettings least = new NetworkSettings(32 << 10, demandOn(DEVICES, 2).required());
        try (AdaptiveCluster cluster = AdaptiveCluster.start(2, 2, least, folder)) {
            assertRuns(cluster.environment(), cluster.webAddress());
        }
    }

    @Test
    void theJobForFourDevicesRunsOnTwoOfThem() throws Exception {
        NetworkSettings ofFour = settings(demand()).network();
        try (AdaptiveCluster cluster = AdaptiveCluster.start(2, 1, ofFour, folder)) {
            assertRuns(cluster.environment(), cluster.webAddress());
        }
    }

    @Test
    void eachSettingThatIsTooSmallIsOneLine() throws Exception {
        NetworkSettings small = new NetworkSettings(16 << 10, demand().required());
        try (LocalCluster cluster = LocalCluster.start(DEVICES, small, folder)) {
            assertRuns(cluster.environment(), cluster.webAddress());

            List<String> lines =
                    new ClusterCheck(new FlinkRest(cluster.webAddress()))
                            .differences(settings(demand()), demand(), DEVICES);

            assertThat(lines)
                    .anySatisfy(
                            line ->
                                    assertThat(line)
                                            .contains("taskmanager.memory.segment-size is 16kb")
                                            .contains("4 of 4", "32kb is wanted", "config.yaml"))
                    .anySatisfy(
                            line -> assertThat(line).contains("taskmanager.memory.network.max is"))
                    .anySatisfy(line -> assertThat(line).contains("no slot is spare", "adaptive"));
        }
    }

    @Test
    void nothingIsClaimedOfAClusterThatDoesNotAnswer() {
        assertThat(
                        new ClusterCheck(new FlinkRest("http://localhost:1"))
                                .differences(settings(demand()), demand(), DEVICES))
                .isEmpty();
    }

    @Test
    void moreDevicesNeverNeedLess() {
        BufferDemand fewer = demandOn(1);
        for (int devices : new int[] {2, 4}) {
            BufferDemand more = demandOn(devices);
            assertThat(more.required()).isGreaterThan(fewer.required());
            assertThat(more.recovering()).isGreaterThan(fewer.recovering());
            assertThat(more.most()).isGreaterThan(fewer.most());
            fewer = more;
        }
    }

    private BufferDemand demand() {
        return demandOn(DEVICES);
    }

    private BufferDemand demandOn(int devices) {
        return demandOn(devices, 1);
    }

    private BufferDemand demandOn(int devices, int slots) {
        options = SplitOptions.onDevices(devices).fed(InputKind.TENSOR);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        return BufferDemand.of(job(environment).getStreamGraph().getJobGraph(), slots);
    }

    private DeviceSettings settings(BufferDemand demand) {
        return DeviceSettings.of(
                model.directory().manifest(), options, demand, Board.OF_ONE_DEVICE);
    }

    private void assertRuns(StreamExecutionEnvironment environment, String webAddress)
            throws Exception {
        JobClient job = job(environment).executeAsync();
        RunningJob running = new RunningJob(webAddress, job.getJobID().toString());
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!running.isRunning()
                || running.counters().getOrDefault("slice bytes/3→4", 0L) == 0) {
            assertThat(System.nanoTime()).as("the job runs in time").isLessThan(until);
            Thread.sleep(50);
        }
        job.cancel().get();
    }

    /** A job without end: none of its tasks gives its buffers back before another starts. */
    private StreamExecutionEnvironment job(StreamExecutionEnvironment environment) {
        SplitNetwork network = new SplitNetwork(model.directory(), options);
        JobEnvironment.configure(environment, network);
        int pixels = model.directory().manifest().preprocessing().pixelBytes();
        var images =
                environment
                        .fromSource(
                                new NumberSequenceSource(0, Long.MAX_VALUE - 1),
                                WatermarkStrategy.noWatermarks(),
                                "numbers")
                        .map(
                                number ->
                                        new IncomingImage(
                                                new ImageHeader(
                                                        new SampleId(0, number), "i", "s", 0, null),
                                                IncomingImage.Format.TENSOR,
                                                new byte[4 * pixels]))
                        .returns(RecordTypes.IMAGE);
        SplitNetwork.Outcome outcome = network.classify(images);
        outcome.classified().sinkTo(new DiscardingSink<>());
        outcome.rejected().sinkTo(new DiscardingSink<>());
        return environment;
    }
}
