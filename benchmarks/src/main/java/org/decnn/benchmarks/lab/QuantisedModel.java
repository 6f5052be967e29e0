package org.decnn.benchmarks.lab;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.decnn.benchmarks.lab.QuantisedGraph.Range;
import org.decnn.job.demo.Photographs;
import org.decnn.job.demo.Photographs.Photograph;
import org.decnn.model.directory.Checksum;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;
import org.decnn.operators.engine.PortMemory;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.image.RejectedImageException;

/**
 * Makes a model directory of one shard and one stage into one in eight bits: runs the network on a
 * few pictures for the range of each activation, then quantises its graph. Arguments: the model
 * directory, that to make, and a folder of pictures.
 */
public final class QuantisedModel {

    /** What ranges are from. */
    private static final int CALIBRATED_PICTURES = 16;

    private QuantisedModel() {}

    public static void main(String[] arguments) throws Exception {
        Path from = Path.of(arguments[0]);
        Path to = Path.of(arguments[1]);
        List<Photograph> pictures = Photographs.in(Path.of(arguments[2])).pictures();
        ModelDirectory directory = ModelDirectory.open(new LocalModelFiles(from));
        ModelProto model = ModelProto.parseFrom(directory.graph(1, 0));
        Map<String, Range> ranges =
                ranges(
                        model,
                        directory.manifest(),
                        pictures.subList(0, Math.min(CALIBRATED_PICTURES, pictures.size())));
        byte[] quantised = QuantisedGraph.of(model, ranges).toByteArray();
        copy(from, to, directory.manifest(), quantised);
        System.out.println(to + ": " + ranges.size() + " activations in eight bits");
    }

    private static Map<String, Range> ranges(
            ModelProto model, ModelManifest manifest, List<Photograph> pictures)
            throws OrtException, RejectedImageException {
        Set<String> activations = QuantisedGraph.activations(model);
        ImageDecoder decoder = new ImageDecoder(manifest.preprocessing(), DecodeLimits.DEFAULT);
        Port input = manifest.stage(1).shards().get(0).inputs().get(0);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, Range> ranges = new HashMap<>();
        try (OrtSession session =
                environment.createSession(showing(model, activations).toByteArray())) {
            for (Photograph picture : pictures) {
                byte[] pixels = decoder.decode(picture.content());
                ByteBuffer buffer =
                        ByteBuffer.allocateDirect(pixels.length).order(ByteOrder.nativeOrder());
                buffer.put(pixels).flip();
                try (OnnxTensor tensor =
                                OnnxTensor.createTensor(
                                        environment,
                                        buffer,
                                        PortMemory.shape(input),
                                        OnnxJavaType.UINT8);
                        OrtSession.Result result =
                                session.run(Map.of(input.name(), tensor), activations)) {
                    for (Map.Entry<String, OnnxValue> one : result) {
                        ranges.merge(
                                one.getKey(),
                                rangeOf(((OnnxTensor) one.getValue()).getFloatBuffer()),
                                Range::and);
                    }
                }
            }
        }
        return ranges;
    }

    /** The same network with activations as outputs. */
    private static ModelProto showing(ModelProto model, Set<String> activations) {
        ModelProto.Builder showing = model.toBuilder();
        TypeProto.Builder type =
                TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder()
                                        .setElemType(TensorProto.DataType.FLOAT.getNumber()));
        for (String name : activations) {
            showing.getGraphBuilder()
                    .addOutput(ValueInfoProto.newBuilder().setName(name).setType(type));
        }
        return showing.build();
    }

    private static Range rangeOf(FloatBuffer values) {
        float min = 0;
        float max = 0;
        while (values.hasRemaining()) {
            float value = values.get();
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return new Range(min, max);
    }

    private static void copy(Path from, Path to, ModelManifest manifest, byte[] graph)
            throws IOException {
        String path = manifest.stage(1).shards().get(0).graph();
        for (String file : manifest.files().keySet()) {
            Files.createDirectories(to.resolve(file).getParent());
            if (!file.equals(path)) {
                Files.copy(from.resolve(file), to.resolve(file));
            }
        }
        Files.write(to.resolve(path), graph);
        ObjectMapper json = new ObjectMapper();
        ObjectNode told =
                (ObjectNode) json.readTree(from.resolve(ModelDirectory.MANIFEST).toFile());
        told.put("name", manifest.name() + ", 8 bits");
        ((ObjectNode) told.get("files")).put(path, Checksum.of(graph));
        json.writeValue(to.resolve(ModelDirectory.MANIFEST).toFile(), told);
    }
}
