package org.decnn.model.onnx;

import java.util.List;
import java.util.OptionalInt;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.Value.Activation;

/** A graph's input, with free sizes resolved, and seen with the axes that the graph gives it. */
final class GraphInput {

    /** Pixels along a side, and channels: more than any picture has. */
    private static final int MOST = 1 << 20;

    private final OnnxFile file;
    private final String name;
    private final ReadOptions options;

    private GraphInput(OnnxFile file, String name, ReadOptions options) {
        this.file = file;
        this.name = name;
        this.options = options;
    }

    static Activation of(OnnxFile file, ValueInfoProto input, ReadOptions options, InputUse use) {
        return new GraphInput(file, input.getName(), options).read(input, use);
    }

    private Activation read(ValueInfoProto input, InputUse use) {
        TypeProto.Tensor type = input.getType().getTensorType();
        DataType element = DataType.forNumber(type.getElemType());
        if (element != DataType.FLOAT
                && element != DataType.FLOAT16
                && element != DataType.DOUBLE) {
            throw file.error(
                    "its input '%s' is of type %s; export the network with a float input",
                    name, element);
        }
        List<Dimension> dims = type.getShape().getDimList();
        if (dims.size() != 4) {
            throw file.error("its input '%s' has %d axes; %s", name, dims.size(), Refusals.SPLITS);
        }
        if (dims.get(0).getDimValue() > 1) {
            throw file.error(
                    "its input '%s' is a batch of %d; export the network with a batch of 1 or a"
                            + " dynamic one",
                    name, dims.get(0).getDimValue());
        }
        boolean last = use.isChannelsLast(name, dims.get(3).getDimValue() == 1);
        TensorShape shape =
                TensorShape.image(
                        channels(dims.get(last ? 3 : 1), use.channels(name)),
                        size(dims.get(last ? 1 : 2)),
                        size(dims.get(last ? 2 : 3)));
        Activation read = LayerList.input(shape);
        return last ? read.seenAs(read.axes().permuted(new int[] {0, 2, 3, 1})) : read;
    }

    private int channels(Dimension dimension, OptionalInt ofConvolution) {
        if (dimension.getDimValue() < 1) {
            OptionalInt asked = options.channels().isPresent() ? options.channels() : ofConvolution;
            return asked.orElseThrow(
                    () ->
                            file.error(
                                    "its input '%s' has no fixed number of channels; give"
                                            + " --channels",
                                    name));
        }
        int fixed = bounded(dimension.getDimValue());
        if (options.channels().isPresent() && options.channels().getAsInt() != fixed) {
            throw file.error(
                    "its input '%s' is fixed at %d channels, not %d; leave out --channels",
                    name, fixed, options.channels().getAsInt());
        }
        return fixed;
    }

    private int size(Dimension dimension) {
        OptionalInt inputSize = options.inputSize();
        if (dimension.getDimValue() < 1) {
            return inputSize.orElseThrow(
                    () ->
                            file.error(
                                    "its input '%s' has no fixed height and width;"
                                            + " give --input-size",
                                    name));
        }
        int fixed = bounded(dimension.getDimValue());
        if (inputSize.isPresent() && inputSize.getAsInt() != fixed) {
            throw file.error(
                    "its input '%s' is fixed at %d pixels, not %d; leave out --input-size and --crop",
                    name, fixed, inputSize.getAsInt());
        }
        return fixed;
    }

    private int bounded(long size) {
        if (size > MOST) {
            throw file.error(
                    "its input '%s' has an axis of %d; at most %d are read", name, size, MOST);
        }
        return (int) size;
    }
}
