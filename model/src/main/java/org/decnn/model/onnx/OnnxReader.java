package org.decnn.model.onnx;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import onnx.Onnx.StringStringEntryProto;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;

/**
 * Reads a trained CNN from ONNX: opset 7 or later, one input {@code [N, C, H, W]} (or {@code [N, H,
 * W, C]} that is transposed to it), one output. Weights in fp16 or double become fp32; what
 * exporters leave around (arithmetic on shapes, dropout, identities, reshapes and transposes) is
 * resolved, and what they write in pieces is put together. Layers are named after the modules they
 * come from.
 *
 * <p>All methods throw {@link NetworkException}, one line that names the file, the node and the
 * remedy, if the file is no network or has an operator that is not supported.
 */
public final class OnnxReader {

    private OnnxReader() {}

    public static Network read(Path file) {
        return read(file, ReadOptions.NONE);
    }

    public static Network read(Path file, ReadOptions options) {
        return new GraphReader(OnnxFile.open(file)).read(options);
    }

    /**
     * @param inputSize height and width of the input, where the file leaves them free
     */
    public static Network read(Path file, OptionalInt inputSize) {
        return read(file, ReadOptions.ofSize(inputSize));
    }

    /**
     * @param fileName for the network's name and for errors
     */
    public static Network read(byte[] bytes, String fileName, ReadOptions options) {
        return new GraphReader(OnnxFile.of(bytes, fileName)).read(options);
    }

    /**
     * @param fileName for the network's name and for errors
     */
    public static Network read(byte[] bytes, String fileName, OptionalInt inputSize) {
        return read(bytes, fileName, ReadOptions.ofSize(inputSize));
    }

    /**
     * A network, and what its file says of it.
     *
     * @param metadata ONNX {@code metadata_props}
     */
    public record Described(Network network, Map<String, String> metadata) {}

    public static Described readDescribed(Path path, ReadOptions options) {
        OnnxFile file = OnnxFile.open(path);
        return new Described(new GraphReader(file).read(options), metadata(file));
    }

    private static Map<String, String> metadata(OnnxFile file) {
        return file.model().getMetadataPropsList().stream()
                .collect(
                        Collectors.toMap(
                                StringStringEntryProto::getKey,
                                StringStringEntryProto::getValue,
                                (first, second) -> second));
    }
}
