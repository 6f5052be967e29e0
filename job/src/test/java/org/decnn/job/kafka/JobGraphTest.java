package org.decnn.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.job.testing.SmallModel;
import org.decnn.job.topology.SplitOptions;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A savepoint finds its operators by their uids and reads their state with their types. */
class JobGraphTest {

    @TempDir private Path folder;

    private final StreamExecutionEnvironment environment =
            StreamExecutionEnvironment.getExecutionEnvironment(
                    new Configuration().set(PipelineOptions.AUTO_GENERATE_UIDS, false));

    @BeforeEach
    void addJob() throws Exception {
        SmallModel model = SmallModel.split(SmallNetworks.denseResidual(1), 4, folder);
        KafkaOptions kafka = new Topics("localhost:9092", "graph").options();
        new KafkaClassification(kafka, SplitOptions.onDevices(4), 1)
                .addTo(environment, model.directory());
    }

    @Test
    void everyOperatorHasAUidOfItsOwn() {
        assertThat(environment.getStreamGraph(false).getJobGraph().getMaximumParallelism())
                .isEqualTo(4);

        environment.fromSequence(1, 2).print();
        assertThatThrownBy(() -> environment.getStreamGraph(false).getJobGraph())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Auto generated UIDs have been disabled");
    }

    @Test
    void noTypeIsLeftToReflection() {
        environment.getStreamGraph(false);

        environment
                .fromSequence(1, 2)
                .uid("numbers")
                .map(number -> new Object())
                .returns(TypeInformation.of(Object.class))
                .uid("objects")
                .print()
                .uid("print");
        assertThatThrownBy(() -> environment.getStreamGraph(false).getJobGraph())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Generic types have been disabled");
    }
}
