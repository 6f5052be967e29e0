package org.decnn.model.testing;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs ONNX models with ONNX Runtime, one sample at a time, without graph optimisation unless it is
 * asked for.
 */
public final class OnnxRuntimeForward {

    private OnnxRuntimeForward() {}

    /** Runs a model of one input and one output. */
    public static float[] run(byte[] model, float[] input) {
        try (OrtSession session = open(model)) {
            String name = session.getInputNames().iterator().next();
            return run(session, Map.of(name, input)).values().iterator().next();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Runs a model of any inputs and outputs. Values are given as floats whatever the type of the
     * input (float, float16 or uint8), and come back as floats.
     *
     * @return the outputs, by name, in the model's order
     */
    public static Map<String, float[]> run(byte[] model, Map<String, float[]> inputs) {
        try (OrtSession session = open(model)) {
            return run(session, inputs);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same with all of ONNX Runtime's graph optimisation, as devices run their graphs. */
    public static Map<String, float[]> runOptimised(byte[] model, Map<String, float[]> inputs) {
        try (OrtSession session = open(model, OptLevel.ALL_OPT)) {
            return run(session, inputs);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OrtSession open(byte[] model) throws OrtException {
        return open(model, OptLevel.NO_OPT);
    }

    private static OrtSession open(byte[] model, OptLevel level) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(1);
            // What it says against a graph, it says again in what it throws.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return OrtEnvironment.getEnvironment().createSession(model, options);
        }
    }

    private static Map<String, float[]> run(OrtSession session, Map<String, float[]> inputs)
            throws OrtException {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (Map.Entry<String, float[]> input : inputs.entrySet()) {
            TensorInfo info = (TensorInfo) session.getInputInfo().get(input.getKey()).getInfo();
            tensors.put(input.getKey(), tensor(info, input.getValue()));
        }
        Map<String, float[]> outputs = new LinkedHashMap<>();
        try (OrtSession.Result result = session.run(tensors)) {
            for (String name : session.getOutputNames()) {
                outputs.put(name, floats((OnnxTensor) result.get(name).orElseThrow()));
            }
        }
        tensors.values().forEach(OnnxTensor::close);
        return outputs;
    }

    private static OnnxTensor tensor(TensorInfo info, float[] values) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = shapeOfOneSample(info, values.length);
        if (info.type == OnnxJavaType.UINT8) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(values.length);
            for (float value : values) {
                bytes.put((byte) (int) value);
            }
            return OnnxTensor.createTensor(environment, bytes.flip(), shape, OnnxJavaType.UINT8);
        }
        if (info.type == OnnxJavaType.FLOAT16) {
            ShortBuffer halves =
                    Fp16Conversions.convertFloatBufferToFp16Buffer(FloatBuffer.wrap(values));
            return OnnxTensor.createTensor(environment, halves, shape, OnnxJavaType.FLOAT16);
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }

    /** The input's shape, with a batch of one and, where height and width are free, a square. */
    private static long[] shapeOfOneSample(TensorInfo info, int elements) {
        long[] shape = info.getShape();
        if (shape.length == 0) {
            return shape;
        }
        shape[0] = 1;
        if (shape.length == 4 && shape[2] < 0) {
            shape[2] = Math.round(Math.sqrt(elements / (double) shape[1]));
            shape[3] = shape[2];
        }
        return shape;
    }

    private static float[] floats(OnnxTensor tensor) {
        if (tensor.getInfo().type == OnnxJavaType.UINT8) {
            ByteBuffer bytes = tensor.getByteBuffer();
            float[] values = new float[bytes.remaining()];
            for (int i = 0; i < values.length; i++) {
                values[i] = Byte.toUnsignedInt(bytes.get());
            }
            return values;
        }
        FloatBuffer buffer = tensor.getFloatBuffer(); // fp16 is widened
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
