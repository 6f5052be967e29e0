package org.decnn.model.onnx;

import java.util.List;
import java.util.OptionalInt;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorShapeProto;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Operation;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Reads a file, and holds what is read to what ONNX Runtime makes of the file as it is. */
final class ReadAsComputed {

    private ReadAsComputed() {}

    /** A file whose input is {@code [N, C, H, W]}. */
    static Network read(GraphSketch graph) {
        return read(graph.bytes(), false);
    }

    /** A file whose input is {@code [N, H, W, C]}. */
    static Network readChannelsLast(GraphSketch graph) {
        return read(graph.bytes(), true);
    }

    static Network read(byte[] model, boolean channelsLast) {
        Network network = OnnxReader.read(model, "sketch.onnx", OptionalInt.empty());
        assertComputes(network, model, channelsLast, 1e-5);
        return network;
    }

    /** The network, run as it is and as it is written. */
    static void assertComputes(
            Network network, byte[] model, boolean channelsLast, double tolerance) {
        float[] input = SmallNetworks.randomInput(network, 3);
        float[] expected =
                OnnxRuntimeForward.run(
                        sized(model, network, channelsLast),
                        channelsLast ? channelsLast(network, input) : input);

        Agreement.assertClose(ReferenceForward.run(network, input), expected, tolerance);
        Agreement.assertClose(
                OnnxRuntimeForward.run(OnnxWriter.write(network), input), expected, tolerance);
    }

    /** The file with the sizes that it leaves free. */
    private static byte[] sized(byte[] model, Network network, boolean channelsLast) {
        try {
            ModelProto.Builder sized = ModelProto.parseFrom(model).toBuilder();
            TensorShapeProto.Builder shape =
                    sized.getGraphBuilder()
                            .getInputBuilder(0)
                            .getTypeBuilder()
                            .getTensorTypeBuilder()
                            .getShapeBuilder();
            TensorShape input = network.input();
            int[] sizes =
                    channelsLast
                            ? new int[] {1, input.height(), input.width(), input.channels()}
                            : new int[] {1, input.channels(), input.height(), input.width()};
            for (int axis = 0; axis < sizes.length; axis++) {
                shape.getDimBuilder(axis).setDimValue(sizes[axis]);
            }
            return sized.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static float[] channelsLast(Network network, float[] input) {
        int channels = network.input().channels();
        int area = network.input().area();
        float[] moved = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            moved[i % area * channels + i / area] = input[i];
        }
        return moved;
    }

    static List<Operation> operations(Network network) {
        return network.layers().stream().map(Layer::operation).toList();
    }

    /** The names of the operations, in their order. */
    static List<String> names(Network network) {
        return operations(network).stream().map(o -> o.getClass().getSimpleName()).toList();
    }
}
