package org.decnn.operators.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.decnn.model.directory.Port;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.ElementType;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.EngineException;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.engine.ShardSession;
import org.junit.jupiter.api.Test;

/** What the differential tests of all engines leave open: wire types, and what is refused. */
class Nd4jEngineTest {

    private static final TensorShape SHAPE = TensorShape.image(4, 7, 9);
    private static final List<Port> INPUT = List.of(new Port("x", ElementType.FLOAT32, SHAPE));

    /** Ties, the largest and smallest halves, what overflows; then values of all sizes. */
    private static float[] values() {
        float[] values = new float[SHAPE.elements()];
        float[] edges = {
            0, -0f, 1 + 0x1p-11f, 1 + 3 * 0x1p-11f, 65504, 65519, 0x1p-14f, 0x1p-24f, 0x1p-25f
        };
        Random random = new Random(5);
        for (int i = 0; i < values.length; i++) {
            values[i] =
                    i < edges.length
                            ? edges[i]
                            : (float) (random.nextGaussian() * Math.pow(10, i % 9 - 5));
        }
        return values;
    }

    @Test
    void halfPrecisionIsOnnxRuntimesAndBack() {
        byte[] graph =
                graph(
                        "y",
                        node("Cast", "x", "half").addAttribute(integer("to", DataType.FLOAT16)),
                        node("Cast", "half", "y").addAttribute(integer("to", DataType.FLOAT)));

        assertThat(run(new Nd4jEngine(), graph, values()))
                .isEqualTo(run(new OnnxRuntimeEngine(), graph, values()));
    }

    @Test
    void eightBitsAreOnnxRuntimesAndBack() {
        byte[] graph =
                graph(
                        "y",
                        node("DynamicQuantizeLinear", "x", "q", "scale", "zero"),
                        node("DequantizeLinear", "q", "y").addInput("scale").addInput("zero"));
        float[] positive = values();
        for (int i = 0; i < positive.length; i++) {
            positive[i] = Math.abs(positive[i]) % 7;
        }
        float[] nothing = new float[SHAPE.elements()];
        float[] mixed = Arrays.copyOf(positive, positive.length);
        mixed[3] = -2.5f;

        for (float[] values : List.of(positive, mixed, nothing)) {
            assertThat(run(new Nd4jEngine(), graph, values))
                    .isEqualTo(run(new OnnxRuntimeEngine(), graph, values));
        }
    }

    @Test
    void anOperatorThatIsLackingIsRefusedWhenTheGraphIsLoaded() {
        byte[] graph = graph("y", node("Sin", "x", "y").setName("layer1/wave"));

        assertThatThrownBy(() -> load(new Nd4jEngine(), graph))
                .isInstanceOf(EngineException.class)
                .hasMessage(
                        "node 'layer1/wave' (Sin): the ND4J engine does not support this operator;"
                                + " use --engine onnxruntime");
    }

    @Test
    void anAttributeThatIsLackingIsRefusedWhenTheGraphIsLoaded() {
        byte[] graph =
                graph(
                        "y",
                        node("Relu", "x", "y")
                                .setName("layer1/relu")
                                .addAttribute(integer("saturate", DataType.FLOAT)));

        assertThatThrownBy(() -> load(new Nd4jEngine(), graph))
                .isInstanceOf(EngineException.class)
                .hasMessage(
                        "node 'layer1/relu' (Relu): the ND4J engine does not support its attribute"
                                + " 'saturate'; use --engine onnxruntime");
    }

    @Test
    void aDeviceWithoutNd4jSaysWhichJarsItNeeds() throws Exception {
        try (WithoutNd4j device = new WithoutNd4j()) {
            Class<?> type = device.loadClass(Nd4jEngine.class.getName());
            Object engine = type.getConstructor().newInstance();
            var load = type.getMethod("load", byte[].class, List.class, List.class);

            assertThatThrownBy(
                            () ->
                                    load.invoke(
                                            engine,
                                            graph("x", node("Relu", "x", "y")),
                                            List.of(),
                                            List.of()))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageStartingWith("ND4J cannot be loaded on this device (")
                    .hasMessageContaining("operators/target/lib/")
                    .hasMessageContaining("--engine onnxruntime");
        }
    }

    /** The class path of a device that has the job, but not the jars of ND4J. */
    private static final class WithoutNd4j extends URLClassLoader {

        WithoutNd4j() {
            super(
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .filter(entry -> !entry.contains("nd4j-native"))
                            .map(WithoutNd4j::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }

        private static URL url(String entry) {
            try {
                return new File(entry).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(entry, e);
            }
        }

        /** The jar of the API is there for its ONNX classes; the job's has nothing else of it. */
        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("org.nd4j.") && !name.startsWith("org.nd4j.shade.protobuf.")) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }

    private static float[] run(Engine engine, byte[] graph, float[] values) {
        try (ShardSession session = load(engine, graph)) {
            session.input(0).clear();
            session.input(0).asFloatBuffer().put(values);
            session.run();
            ByteBuffer output = session.output(0).clear();
            float[] results = new float[values.length];
            output.asFloatBuffer().get(results);
            return results;
        }
    }

    private static ShardSession load(Engine engine, byte[] graph) {
        return engine.load(graph, INPUT, List.of(new Port("y", ElementType.FLOAT32, SHAPE)));
    }

    private static NodeProto.Builder node(String operator, String input, String... outputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addInput(input)
                .addAllOutput(List.of(outputs));
    }

    private static AttributeProto integer(String name, DataType value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value.getNumber())
                .build();
    }

    private static byte[] graph(String output, NodeProto.Builder... nodes) {
        GraphProto.Builder graph =
                GraphProto.newBuilder()
                        .setName("graph")
                        .addInput(tensor("x"))
                        .addOutput(tensor(output));
        Arrays.stream(nodes).forEach(graph::addNode);
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static ValueInfoProto tensor(String name) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1));
        SHAPE.dims()
                .forEach(
                        size ->
                                shape.addDim(
                                        TensorShapeProto.Dimension.newBuilder().setDimValue(size)));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                        TypeProto.newBuilder()
                                .setTensorType(
                                        TypeProto.Tensor.newBuilder()
                                                .setElemType(DataType.FLOAT.getNumber())
                                                .setShape(shape)))
                .build();
    }
}
