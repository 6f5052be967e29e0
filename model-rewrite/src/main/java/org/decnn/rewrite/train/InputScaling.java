package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.decnn.model.directory.Preprocessing;

/** 8-bit pixels to a network's input: {@code (value · scale - mean) / std} for each channel. */
final class InputScaling {

    private final NDArray factor;
    private final NDArray shift;

    InputScaling(Preprocessing preprocessing, NDManager manager) {
        List<Double> mean = preprocessing.mean();
        List<Double> std = preprocessing.std();
        float[] factors = new float[mean.size()];
        float[] shifts = new float[mean.size()];
        for (int channel = 0; channel < factors.length; channel++) {
            factors[channel] = (float) (preprocessing.scale() / std.get(channel));
            shifts[channel] = (float) (-mean.get(channel) / std.get(channel));
        }
        Shape shape = new Shape(1, factors.length, 1, 1);
        factor = manager.create(factors, shape);
        shift = manager.create(shifts, shape);
    }

    /**
     * @param pixels {@code [N, C, H, W]}, 8 bit
     */
    NDArray of(NDArray pixels) {
        return pixels.toType(DataType.FLOAT32, true).mul(factor).add(shift);
    }
}
