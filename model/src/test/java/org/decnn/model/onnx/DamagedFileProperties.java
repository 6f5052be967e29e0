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

    private static final byte[] WHOLE = everyKindOfNode();
    private static final byte[] ARRANGED = arranged();

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

    /** Axes that move, parts, borders, gates, normalisations, and constants made of others. */
    private static byte[] arranged() {
        return GraphSketch.of(18, 1, 4, 4, 4)
                .weight("c", 4)
                .variance("v", 4)
                .weight("square", 4, 4)
                .one("two", 2)
                .integers("pads", 0, 1, 0, 0, 0, 1, 1, -1)
                .integers("start", 0)
                .integers("end", 3)
                .integers("axis", 1)
                .integers("shape", 1, 2, 2, 16)
                .integers("flat", 1, 4, 4, 4)
                .node("Transpose", "x", "a", "perm", GraphSketch.ints(0, 2, 3, 1))
                .node("Mul", "a c", "b")
                .node("MatMul", "b square", "d")
                .node("ReduceMean", "d", "e", "keepdims", 1)
                .node("Sub", "d e", "f")
                .node("Transpose", "f", "g", "perm", GraphSketch.ints(0, 3, 1, 2))
                .node("Pad", "g pads", "h")
                .node("Split", "h", "i j", "axis", 1, "num_outputs", 2)
                .node("Slice", "i start end axis", "k")
                .node("Concat", "j k", "l", "axis", 1)
                .node("GlobalMaxPool", "x", "m")
                .node("Reshape", "x shape", "n")
                .node("InstanceNormalization", "n twos twos", "o")
                .weight("twos", new float[] {1, 2}, 2)
                .node("Reshape", "o flat", "p")
                .node("Sigmoid", "m", "q")
                .node("Expand", "q flat", "r")
                .node("Mul", "p r", "s")
                .node("Div", "v c", "t")
                .node("Sqrt", "v", "u")
                .node("Where", "t u v", "w")
                .node("PRelu", "s slope", "z")
                .weight("slope", 4, 1, 1)
                .node("Pow", "z two", "aa")
                .node("GroupNormalization", "aa twos twos", "bb", "num_groups", 2)
                .node("Softmax", "bb", "cc", "axis", 1)
                .node("ReduceMax", "cc rows", "dd", "keepdims", 0)
                .integers("rows", 2, 3)
                .node("ReduceSum", "l rows", "ee", "keepdims", 0)
                .node("Concat", "dd ee", "ff", "axis", 1)
                .node("Flatten", "ff", "y")
                .bytes();
    }

    /** Small weights, so that most damage hits the structure. */
    private static byte[] everyKindOfNode() {
        return GraphSketch.of(13, 1, 4, 4, 4)
                .weight("w", 4, 1, 3, 3)
                .variance("v", 4)
                .weight("max", new float[] {6})
                .weight("fc", 26, 3)
                .weight("b", 3)
                .integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)
                .integers("rows", 1, 2, 2, 4, 4)
                .integers("one", 1)
                .node("Pad", "x pads", "p")
                .node("Conv", "p w", "a", "group", 4, "strides", GraphSketch.ints(1, 1))
                .node("BatchNormalization", "a v v v v", "b1", "epsilon", 1e-5f)
                .node("Clip", "b1 _ max", "c")
                .node("LRN", "c", "d", "size", 3)
                .node("Reshape", "d rows", "e")
                .node("Transpose", "e", "f", "perm", GraphSketch.ints(0, 2, 1, 3, 4))
                .node("Shape", "d", "dims")
                .node("Gather", "dims one", "channels")
                .node("Slice", "dims one one", "nothing")
                .node("Concat", "dims nothing", "all", "axis", 0)
                .node("Add", "channels one", "more")
                .node("Sub", "more one", "same")
                .node("Reshape", "f all", "g")
                .node("Concat", "g d", "h", "axis", 1)
                .node("Gather", "h same", "i", "axis", 1)
                .node("Concat", "i h i h h", "j", "axis", 1)
                .node(
                        "MaxPool",
                        "j",
                        "k",
                        "kernel_shape",
                        GraphSketch.ints(2, 2),
                        "auto_pad",
                        "SAME_UPPER")
                .node("ReduceMean", "k", "l", "axes", GraphSketch.ints(2, 3), "keepdims", 0)
                .node("MatMul", "l fc", "m")
                .node("Add", "m b", "n")
                .node("Softmax", "n", "y", "axis", -1)
                .bytes();
    }
}
