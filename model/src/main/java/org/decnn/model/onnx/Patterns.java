package org.decnn.model.onnx;

import java.util.Optional;
import org.decnn.model.onnx.Value.Activation;

/**
 * Recognises operations that exporters write in pieces. One that is not recognised is computed in
 * its pieces, with the same result; recognised, it is one layer, that can be split better.
 */
final class Patterns {

    private final CurvePatterns curves;
    private final NormPatterns norms;

    private Patterns(Node node, LayerList layers) {
        this.curves = new CurvePatterns(node, layers);
        this.norms = new NormPatterns(node, layers);
    }

    static Patterns in(Node node, LayerList layers) {
        return new Patterns(node, layers);
    }

    /** What is computed, by one layer if its pieces are known; seen with the same axes. */
    Activation recognised(Activation result) {
        Optional<Activation> found = curves.find(result).or(() -> norms.find(result));
        return found.filter(it -> it.shape().equals(result.shape()))
                .map(it -> it.seenAs(result.axes()))
                .orElse(result);
    }
}
