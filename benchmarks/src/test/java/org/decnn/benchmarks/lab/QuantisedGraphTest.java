package org.decnn.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.decnn.benchmarks.lab.QuantisedGraph.Range;
import org.decnn.model.network.Joining;
import org.decnn.model.network.Layer;
import org.decnn.model.network.PerChannel;
import org.decnn.model.network.Renumbering;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted;
import org.decnn.model.network.Window;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxGraphBuilder;
import org.junit.jupiter.api.Test;

class QuantisedGraphTest {

    private static final int CHANNELS = 16;

    private final Random random = new Random(7);
    private final float[] picture = values(3 * 12 * 12);

    @Test
    void aResidualNetworkAnswersInEightBitsAsInFloats() throws Exception {
        ModelProto model = residual();
        Map<String, float[]> floats = run(model, QuantisedGraph.activations(model));
        float[] expected = floats.remove("logits");
        Map<String, Range> ranges = new HashMap<>();
        floats.forEach((name, values) -> ranges.put(name, rangeOf(values)));

        ModelProto quantised = QuantisedGraph.of(model, ranges);

        float[] answer = run(quantised, Set.of()).get("logits");
        float greatest = 0;
        float difference = 0;
        for (int i = 0; i < expected.length; i++) {
            greatest = Math.max(greatest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(answer[i] - expected[i]));
        }
        assertThat(difference / greatest).isBetween(1e-6f, 0.05f);
    }

    @Test
    void weightsAreInEightBitsAndAReluIsNoOperatorOfItsOwn() throws Exception {
        ModelProto model = residual();
        Map<String, Range> ranges = new HashMap<>();
        QuantisedGraph.activations(model)
                .forEach(
                        name ->
                                ranges.put(
                                        name,
                                        new Range(
                                                name.startsWith("relu") || name.equals("sum")
                                                        ? 0
                                                        : -1,
                                                1)));
        ModelProto quantised = QuantisedGraph.of(model, ranges);

        assertThat(quantised.getGraph().getNodeList())
                .extracting(NodeProto::getOpType)
                .doesNotContain("Relu")
                .contains("Conv", "Add", "Gemm", "QuantizeLinear", "DequantizeLinear");
        assertThat(quantised.getGraph().getInitializerList())
                .filteredOn(tensor -> tensor.getDimsCount() > 1)
                .extracting(TensorProto::getDataType)
                .containsOnly(TensorProto.DataType.INT8.getNumber());
    }

    private ModelProto residual() throws Exception {
        byte[] graph =
                new OnnxGraphBuilder()
                        .input("picture", TensorShape.image(3, 12, 12), ElementType.FLOAT32)
                        .layer(conv("conv1", "picture", 3))
                        .layer(new Layer("relu1", new PerChannel.Relu(), List.of("conv1")))
                        .layer(conv("conv2", "relu1", CHANNELS))
                        .layer(new Layer("sum", new Joining.Add(), List.of("conv2", "relu1")))
                        .layer(new Layer("relu2", new PerChannel.Relu(), List.of("sum")))
                        .layer(
                                new Layer(
                                        "mean",
                                        new PerChannel.GlobalAveragePool(),
                                        List.of("relu2")))
                        .layer(new Layer("flat", new Renumbering.Flatten(), List.of("mean")))
                        .layer(
                                new Layer(
                                        "logits",
                                        new Weighted.Linear(
                                                new Tensor(
                                                        new int[] {10, CHANNELS},
                                                        values(10 * CHANNELS)),
                                                values(10)),
                                        List.of("flat")))
                        .output("logits")
                        .build("residual");
        return ModelProto.parseFrom(graph);
    }

    private Layer conv(String name, String input, int channels) {
        Tensor weight =
                new Tensor(new int[] {CHANNELS, channels, 3, 3}, values(CHANNELS * channels * 9));
        return new Layer(
                name,
                new Weighted.Conv(1, Window.square(3, 1, 1), weight, values(CHANNELS)),
                List.of(input));
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static Range rangeOf(float[] values) {
        float min = 0;
        float max = 0;
        for (float value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return new Range(min, max);
    }

    /** The values of the outputs and of some tensors besides. */
    private Map<String, float[]> run(ModelProto model, Set<String> besides) throws Exception {
        ModelProto.Builder showing = model.toBuilder();
        besides.forEach(
                name ->
                        showing.getGraphBuilder()
                                .addOutput(ValueInfoProto.newBuilder().setName(name)));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, float[]> all = new HashMap<>();
        try (OrtSession session = environment.createSession(showing.build().toByteArray());
                OnnxTensor input =
                        OnnxTensor.createTensor(
                                environment, FloatBuffer.wrap(picture), new long[] {1, 3, 12, 12});
                OrtSession.Result result = session.run(Map.of("picture", input))) {
            result.forEach(
                    one -> {
                        FloatBuffer values = ((OnnxTensor) one.getValue()).getFloatBuffer();
                        float[] array = new float[values.remaining()];
                        values.get(array);
                        all.put(one.getKey(), array);
                    });
        }
        return all;
    }
}
