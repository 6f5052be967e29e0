package org.decnn.model.onnx;

import java.util.List;
import java.util.OptionalInt;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.decnn.model.network.TensorShape;

/** The shape of a graph's input, with free sizes resolved. */
final class GraphInput {

    private GraphInput() {}

    /**
     * @param inputSize height and width, where the file leaves them free
     */
    static TensorShape shape(OnnxFile file, ValueInfoProto input, OptionalInt inputSize) {
        String name = input.getName();
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
            throw file.error(
                    "its input '%s' has %d axes; export the network with images [N, C, H, W]",
                    name, dims.size());
        }
        if (dims.get(0).getDimValue() > 1) {
            throw file.error(
                    "its input '%s' is a batch of %d; export the network with a batch of 1 or a"
                            + " dynamic one",
                    name, dims.get(0).getDimValue());
        }
        if (dims.get(1).getDimValue() < 1) {
            throw file.error(
                    "its input '%s' has no fixed number of channels; export the network with one",
                    name);
        }
        return TensorShape.image(
                (int) Math.min(Integer.MAX_VALUE, dims.get(1).getDimValue()),
                size(file, name, dims.get(2), inputSize),
                size(file, name, dims.get(3), inputSize));
    }

    private static int size(
            OnnxFile file, String input, Dimension dimension, OptionalInt inputSize) {
        if (dimension.getDimValue() < 1) {
            return inputSize.orElseThrow(
                    () ->
                            file.error(
                                    "its input '%s' has no fixed height and width;"
                                            + " give --input-size",
                                    input));
        }
        int fixed = (int) Math.min(Integer.MAX_VALUE, dimension.getDimValue());
        if (inputSize.isPresent() && inputSize.getAsInt() != fixed) {
            throw file.error(
                    "its input '%s' is fixed at %d pixels, not %d; leave out --input-size and --crop",
                    input, fixed, inputSize.getAsInt());
        }
        return fixed;
    }
}
