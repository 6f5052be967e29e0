package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.decnn.model.network.NetworkException;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** A damaged file is read, or refused with a message; it never fails in another way. */
class DamagedFileProperties {

    private static final byte[] WHOLE = SketchedFiles.everyKindOfNode();
    private static final byte[] ARRANGED = SketchedFiles.arranged();

    @Property(tries = 1000, seed = "13")
    void aDamagedFileIsReadOrRefused(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int bytes) {
        Random random = new Random(seed);
        byte[] damaged = (random.nextBoolean() ? WHOLE : ARRANGED).clone();
        for (int i = 0; i < bytes; i++) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        assertIsReadOrRefused(damaged);
    }

    @Property(tries = 1000, seed = "17")
    void aFileWithPartsMissingIsReadOrRefused(@ForAll long seed)
            throws InvalidProtocolBufferException {
        Random random = new Random(seed);
        byte[] whole = random.nextBoolean() ? WHOLE : ARRANGED;
        ModelProto.Builder model = ModelProto.parseFrom(whole).toBuilder();
        GraphProto.Builder graph = model.getGraphBuilder();
        NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
        TensorProto.Builder weight =
                graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
        switch (random.nextInt(6)) {
            case 0 -> node.clearInput();
            case 1 -> node.setInput(random.nextInt(Math.max(1, node.getInputCount())), "");
            case 2 -> node.clearAttribute();
            case 3 -> node.clearOutput();
            case 4 -> weight.clearDims();
            default -> weight.addDims(random.nextInt(3) - 1);
        }
        assertIsReadOrRefused(model.build().toByteArray());
    }

    @Example
    void theUndamagedFileIsRead() {
        assertThat(OnnxReader.read(WHOLE, "whole.onnx", OptionalInt.empty()).layers()).hasSize(13);
    }

    @Example
    void theUndamagedFileOfMovedAxesIsRead() {
        assertThat(OnnxReader.read(ARRANGED, "whole.onnx", OptionalInt.empty()).layers())
                .hasSizeGreaterThan(15);
    }

    private static void assertIsReadOrRefused(byte[] damaged) {
        try {
            OnnxReader.read(damaged, "damaged.onnx", OptionalInt.empty());
        } catch (NetworkException e) {
            assertThat(e.getMessage()).startsWith("damaged.onnx: ").hasLineCount(1);
        }
    }
}
