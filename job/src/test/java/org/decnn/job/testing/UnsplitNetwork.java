package org.decnn.job.testing;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** A network's original file, loaded once into ONNX Runtime, in fp32 or fp16 as it was saved. */
public final class UnsplitNetwork implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final String input;
    private final OnnxJavaType type;

    private UnsplitNetwork(Path file) throws OrtException {
        session = environment.createSession(file.toString());
        input = session.getInputNames().iterator().next();
        type = ((TensorInfo) session.getInputInfo().get(input).getInfo()).type;
    }

    public static UnsplitNetwork load(Path file) throws OrtException {
        return new UnsplitNetwork(file);
    }

    /**
     * @param values of one image, channels × side × side
     */
    public float[] answer(float[] values, int channels, int side) throws OrtException {
        FloatBuffer floats = FloatBuffer.wrap(values);
        long[] shape = {1, channels, side, side};
        try (OnnxTensor tensor =
                        type == OnnxJavaType.FLOAT16
                                ? OnnxTensor.createTensor(
                                        environment,
                                        Fp16Conversions.convertFloatBufferToFp16Buffer(floats),
                                        shape,
                                        type)
                                : OnnxTensor.createTensor(environment, floats, shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            FloatBuffer answer = ((OnnxTensor) result.get(0)).getFloatBuffer(); // fp16 is widened
            float[] copy = new float[answer.remaining()];
            answer.get(copy);
            return copy;
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
