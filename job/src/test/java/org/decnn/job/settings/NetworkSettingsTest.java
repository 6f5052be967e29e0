package org.decnn.job.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamElement;
import org.apache.flink.streaming.runtime.streamrecord.StreamElementSerializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.network.Ending;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.ExchangeKind;
import org.decnn.model.shard.PictureWire;
import org.decnn.model.shard.Transfer;
import org.decnn.operators.serial.RecordSerializer;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.SliceFormat;
import org.decnn.operators.slice.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is computed from the slices of a model. */
class NetworkSettingsTest {

    private static final int KIB = 1024;

    @ParameterizedTest(name = "{0}: {1} values of {2}")
    @CsvSource({
        "CIFAR-10 ResNet-20, 2048, FLOAT32, 81, 234, 32, 234",
        "ResNet-50 ×1.75, 87808, FLOAT32, 93, 264, 512, 139",
        "ResNet-50 ×1.75 on an 8-bit wire, 87808, UINT8, 93, 264, 128, 264",
        "dense ResNet-50 with gathers, 200704, FLOAT32, 900, 2500, 32, 1408",
    })
    void segmentsAndBuffersOfKnownNetworks(
            String name,
            int elements,
            ElementType wire,
            int required,
            int most,
            int segment,
            int buffers) {
        BufferDemand demand = new BufferDemand(required, required * 3 / 2, most);

        assertThat(NetworkSettings.of(manifest(elements, wire), demand))
                .isEqualTo(new NetworkSettings(segment * KIB, buffers));
    }

    @Property
    void thereAreNeverFewerBuffersThanTheJobNeeds(
            @ForAll @IntRange(min = 1, max = 2_000_000) int elements,
            @ForAll @IntRange(min = 1, max = 5000) int required,
            @ForAll @IntRange(max = 5000) int restored,
            @ForAll @IntRange(max = 5000) int useful) {
        BufferDemand demand =
                new BufferDemand(required, required + restored, required + restored + useful);

        NetworkSettings settings =
                NetworkSettings.of(manifest(elements, ElementType.FLOAT32), demand);

        assertThat(settings.buffers()).isBetween(demand.recovering(), demand.most());
    }

    @Test
    void theLargestSliceFitsOneBuffer() throws Exception {
        int bytes = 351_232;
        ModelManifest manifest = manifest(bytes / 4, ElementType.FLOAT32);
        TypeSerializer<StreamElement> records =
                new StreamElementSerializer<>(new RecordSerializer<>(new SliceFormat()));
        DataOutputSerializer out = new DataOutputSerializer(bytes);

        records.serialize(
                new StreamRecord<>(
                        new Slice(
                                Batch.of(0, new SampleId(1, 1)),
                                1,
                                2,
                                3,
                                4,
                                Tensors.of(new byte[bytes])),
                        1234567L),
                out);

        int withLength = out.length() + Integer.BYTES;
        assertThat(withLength).isLessThanOrEqualTo(bytes + NetworkSettings.HEADER);
        assertThat(withLength)
                .isLessThanOrEqualTo(
                        NetworkSettings.of(manifest, new BufferDemand(93, 133, 264))
                                .segmentBytes());
    }

    @Test
    void aSegmentThatFlinkRefusesIsRefused() {
        assertThatThrownBy(() -> new NetworkSettings(48 * KIB, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("power of two");
    }

    /** One edge, one transfer. */
    private static ModelManifest manifest(int elements, ElementType wire) {
        Transfer transfer =
                new Transfer(1, 0, 2, 1, List.of(new Transfer.Part("out", "in", wire, elements)));
        Edge edge = new Edge(1, 2, List.of(ExchangeKind.SHUFFLE), wire, List.of(transfer));
        return new ModelManifest(
                ModelManifest.FORMAT,
                "one edge",
                "1",
                4,
                null,
                null,
                PictureWire.RGB,
                10,
                0,
                0,
                List.of(),
                List.of(),
                List.of(edge),
                List.of(),
                Ending.NONE,
                Map.of());
    }
}
