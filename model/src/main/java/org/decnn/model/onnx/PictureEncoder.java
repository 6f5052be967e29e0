package org.decnn.model.onnx;

import static org.decnn.model.onnx.LayerNodes.attribute;
import static org.decnn.model.onnx.LayerNodes.node;

import java.util.Arrays;
import java.util.stream.IntStream;
import onnx.Onnx.NodeProto;
import org.decnn.model.network.AcrossChannels.Normalise;
import org.decnn.model.network.TensorShape;

/** What is done to a decoded picture before the first layer, as ONNX nodes. */
final class PictureEncoder {

    private final LayerNodes nodes;
    private final String picture;
    private final TensorShape in;

    PictureEncoder(LayerNodes nodes, String picture, TensorShape in) {
        this.nodes = nodes;
        this.picture = picture;
        this.in = in;
    }

    /** {@code (x · scale - mean) / std} as one factor and one summand a channel of 8-bit values. */
    NodeProto.Builder normalise(Normalise normalise) {
        int channels = normalise.order().length;
        float[] factor = new float[channels];
        float[] summand = new float[channels];
        for (int c = 0; c < channels; c++) {
            factor[c] = (float) ((double) normalise.scale() / normalise.std()[c]);
            summand[c] = (float) (-(double) normalise.mean()[c] / normalise.std()[c]);
        }
        String ordered = picture;
        if (!Arrays.equals(normalise.order(), IntStream.range(0, channels).toArray())) {
            ordered = nodes.step("ordered", LayerEncoder.gather(nodes, picture, normalise.order()));
        }
        String scaled =
                nodes.step(
                        "scaled",
                        node("DequantizeLinear", ordered)
                                .addInput(nodes.constant("factor", factor, channels))
                                .addAttribute(attribute("axis", 1)));
        return node("Add", scaled, nodes.constant("summand", summand, 1, channels, 1, 1));
    }

    NodeProto.Builder fullChroma() {
        long width = in.width();
        long height = in.height() / 3 * 2L;
        String halved =
                nodes.step(
                        "halved",
                        "Reshape",
                        rows("chroma", height, in.height()),
                        nodes.constant("planes", 1, 2, height / 2, width / 2));
        String full =
                nodes.step(
                        "full",
                        node("Resize", halved, "")
                                .addInput(nodes.constant("factors", new float[] {1, 1, 2, 2}, 4))
                                .addAttribute(attribute("mode", "nearest"))
                                .addAttribute(
                                        attribute("coordinate_transformation_mode", "asymmetric"))
                                .addAttribute(attribute("nearest_mode", "floor")));
        return node("Concat", rows("luma", 0, height), full).addAttribute(attribute("axis", 1));
    }

    /** Some rows of the layer's input. */
    private String rows(String step, long from, long to) {
        return nodes.step(
                step,
                "Slice",
                picture,
                nodes.constant(step + ".from", from),
                nodes.constant(step + ".to", to),
                nodes.constant(step + ".axis", 2));
    }
}
