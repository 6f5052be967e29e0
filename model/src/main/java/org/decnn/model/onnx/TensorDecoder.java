package org.decnn.model.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataLocation;
import onnx.Onnx.TensorProto.DataType;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.Value.Constant;
import org.decnn.model.onnx.Value.Integers;
import org.decnn.model.onnx.Value.Reals;

/**
 * Decodes ONNX's {@code TensorProto}: raw bytes, typed fields, or a file beside the model. fp16 and
 * double become fp32; all integers and booleans become long.
 */
final class TensorDecoder {

    private final OnnxFile file;
    private final TensorProto tensor;
    private final DataType type;
    private final List<Integer> dims;
    private final int elements;

    private TensorDecoder(OnnxFile file, TensorProto tensor) {
        this.file = file;
        this.tensor = tensor;
        DataType known = DataType.forNumber(tensor.getDataType());
        this.type = known == null ? DataType.UNDEFINED : known;
        try {
            this.dims = tensor.getDimsList().stream().map(Math::toIntExact).toList();
            this.elements = dims.stream().reduce(1, Math::multiplyExact);
        } catch (ArithmeticException e) {
            throw error("its shape " + tensor.getDimsList() + " is too large");
        }
    }

    /**
     * @throws NetworkException naming the file and the tensor, if the values are missing or of a
     *     type that is not supported
     */
    static Constant decode(OnnxFile file, TensorProto tensor) {
        return new TensorDecoder(file, tensor).decode();
    }

    private Constant decode() {
        return switch (type) {
            case FLOAT -> {
                ByteBuffer raw = raw(Float.BYTES, tensor.getFloatDataCount());
                yield reals(raw == null ? tensor::getFloatData : i -> raw.getFloat(4 * i));
            }
            case DOUBLE -> {
                ByteBuffer raw = raw(Double.BYTES, tensor.getDoubleDataCount());
                yield reals(raw == null ? tensor::getDoubleData : i -> raw.getDouble(8 * i));
            }
            case FLOAT16 -> {
                ByteBuffer raw = raw(Short.BYTES, tensor.getInt32DataCount());
                yield reals(i -> half(raw == null ? tensor.getInt32Data(i) : raw.getShort(2 * i)));
            }
            case INT64 -> {
                ByteBuffer raw = raw(Long.BYTES, tensor.getInt64DataCount());
                yield integers(raw == null ? tensor::getInt64Data : i -> raw.getLong(8 * i));
            }
            case INT32 -> {
                ByteBuffer raw = raw(Integer.BYTES, tensor.getInt32DataCount());
                yield integers(raw == null ? tensor::getInt32Data : i -> raw.getInt(4 * i));
            }
            case INT16, UINT16 -> {
                ByteBuffer raw = raw(Short.BYTES, tensor.getInt32DataCount());
                boolean signed = type == DataType.INT16;
                yield integers(
                        i ->
                                raw == null
                                        ? tensor.getInt32Data(i)
                                        : signed
                                                ? raw.getShort(2 * i)
                                                : Short.toUnsignedInt(raw.getShort(2 * i)));
            }
            case INT8 -> {
                ByteBuffer raw = raw(Byte.BYTES, tensor.getInt32DataCount());
                yield integers(raw == null ? tensor::getInt32Data : raw::get);
            }
            case UINT8, BOOL -> {
                ByteBuffer raw = raw(Byte.BYTES, tensor.getInt32DataCount());
                yield integers(
                        raw == null ? tensor::getInt32Data : i -> Byte.toUnsignedInt(raw.get(i)));
            }
            default ->
                    throw error(
                            "its type "
                                    + type
                                    + " is not supported; export the network in float32 or"
                                    + " float16");
        };
    }

    private Reals reals(IntToDoubleFunction value) {
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        return new Reals(dims, values);
    }

    private Integers integers(IntToLongFunction value) {
        return new Integers(dims, IntStream.range(0, elements).mapToLong(value).toArray());
    }

    /**
     * The values' bytes; null if they are in the field of their type, which has as many values as
     * given.
     */
    private ByteBuffer raw(int bytesPerValue, int typedValues) {
        long size = (long) elements * bytesPerValue;
        ByteBuffer raw;
        if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
            raw = externalBytes(size);
        } else if (!tensor.getRawData().isEmpty()) {
            raw = tensor.getRawData().asReadOnlyByteBuffer();
        } else if (typedValues == elements) {
            return null;
        } else {
            throw error("it has " + typedValues + " of its " + elements + " values; export again");
        }
        if (raw.remaining() != size) {
            throw error("it has " + raw.remaining() + " of its " + size + " bytes; export again");
        }
        return raw.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The bytes in a file beside the model (ONNX's "external data"). */
    private ByteBuffer externalBytes(long size) {
        Map<String, String> where = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            where.put(entry.getKey(), entry.getValue());
        }
        String location = where.getOrDefault("location", "");
        Path folder =
                file.folder()
                        .orElseThrow(
                                () ->
                                        error(
                                                "its values are in the file '"
                                                        + location
                                                        + "'; read the network from its folder"));
        Path data = folder.resolve(location).normalize();
        if (location.isEmpty() || !data.startsWith(folder.normalize())) {
            throw error("its file '" + location + "' is not in the network's folder; put it there");
        }
        try (FileChannel channel = FileChannel.open(data)) {
            long offset = Long.parseLong(where.getOrDefault("offset", "0"));
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size));
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw error("its file '" + location + "' is cut short; copy it again");
                }
            }
            return bytes.flip();
        } catch (IOException e) {
            throw error(
                    "its file '" + location + "' cannot be read; put it beside the network's file");
        } catch (NumberFormatException | ArithmeticException e) {
            throw error("its offset or size in '" + location + "' is not valid; export again");
        }
    }

    /** IEEE 754 half precision: 1 bit of sign, 5 of exponent, 10 of mantissa. */
    private static float half(int bits) {
        int exponent = bits >> 10 & 0x1f;
        int mantissa = bits & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = mantissa * 0x1p-24f;
        } else if (exponent == 0x1f) {
            magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Float.intBitsToFloat(exponent + 112 << 23 | mantissa << 13);
        }
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }

    private NetworkException error(String message) {
        return file.error("weight '%s': %s", tensor.getName(), message);
    }
}
