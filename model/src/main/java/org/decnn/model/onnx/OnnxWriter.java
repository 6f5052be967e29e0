package org.decnn.model.onnx;

import java.util.Map;
import org.decnn.model.network.AcrossChannels.Normalise;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;

/**
 * Writes a whole network as ONNX: opset 13, batch 1, the input named {@value Network#INPUT}, the
 * output and all weights named after their layers.
 */
public final class OnnxWriter {

    private OnnxWriter() {}

    /**
     * The bytes of the {@code .onnx} file. The input is 8-bit where the network normalises it.
     *
     * @throws NetworkException naming the layer that ONNX has no operator for
     */
    public static byte[] write(Network network) {
        return write(network, Map.of());
    }

    /**
     * @param metadata what else the file says of itself (ONNX {@code metadata_props}), as {@link
     *     OnnxReader#readDescribed} reads it
     */
    public static byte[] write(Network network, Map<String, String> metadata) {
        boolean normalised =
                network.readersOf(Network.INPUT).stream()
                        .anyMatch(layer -> layer.operation() instanceof Normalise);
        return new OnnxGraphBuilder()
                .input(
                        Network.INPUT,
                        network.input(),
                        normalised ? ElementType.UINT8 : ElementType.FLOAT32)
                .layers(network.layers())
                .output(network.output())
                .build(network.name(), metadata);
    }
}
