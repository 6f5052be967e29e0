package org.decnn.model.network;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of one sample's tensor, without the batch axis: {@code [channels, height, width]} for a
 * feature map, {@code [channels]} for a feature vector, {@code []} for one value that belongs to a
 * tensor.
 */
public record TensorShape(List<Integer> dims) {

    /** One value; ONNX has no batch axis for it either. */
    public static final TensorShape SCALAR = new TensorShape(List.of());

    public TensorShape {
        dims = List.copyOf(dims);
        if (dims.size() == 2 || dims.size() > 3) {
            throw new IllegalArgumentException("a tensor is [C, H, W] or [C], not " + dims);
        }
        for (int dim : dims) {
            if (dim <= 0) {
                throw new IllegalArgumentException("a tensor's sizes are positive, not " + dims);
            }
        }
    }

    public static TensorShape image(int channels, int height, int width) {
        return new TensorShape(List.of(channels, height, width));
    }

    public static TensorShape vector(int channels) {
        return new TensorShape(List.of(channels));
    }

    public int channels() {
        return isScalar() ? 1 : dims.get(0);
    }

    public int height() {
        return dims.size() < 3 ? 1 : dims.get(1);
    }

    public int width() {
        return dims.size() < 3 ? 1 : dims.get(2);
    }

    /** Values in one channel. */
    public int area() {
        return height() * width();
    }

    public int elements() {
        return Math.multiplyExact(channels(), area());
    }

    public boolean isScalar() {
        return dims.isEmpty();
    }

    public boolean isMap() {
        return dims.size() == 3;
    }

    public boolean isVector() {
        return dims.size() == 1;
    }

    public TensorShape withChannels(int channels) {
        return isVector() ? vector(channels) : image(channels, height(), width());
    }

    @Override
    public String toString() {
        return dims.stream().map(String::valueOf).collect(Collectors.joining("×"));
    }
}
