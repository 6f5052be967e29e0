package org.decnn.rewrite.decouple.refit;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Ridge regression on one Gram matrix, for any strength and any targets: {@code W = (G + λI)⁻¹ (XᵀY
 * + λW₀)}, by the eigenvectors of {@code G = XᵀX}.
 */
final class Ridge {

    private final INDArray vectors;
    private final INDArray values;
    private final double meanDiagonal;

    /**
     * @param gram symmetric, {@code [features, features]}, in doubles
     */
    Ridge(INDArray gram) {
        vectors = gram.dup('f');
        values = Nd4j.create(DataType.DOUBLE, gram.rows());
        Nd4j.getBlasWrapper().syev('V', 'U', vectors, values);
        meanDiagonal = values.meanNumber().doubleValue();
    }

    /** {@code AᵀB} of single precision rows, in doubles. */
    static INDArray moments(INDArray a, INDArray b) {
        return a.transpose().mmul(b).castTo(DataType.DOUBLE);
    }

    /**
     * @param moments {@code XᵀY}, {@code [features, targets]}
     * @param prior what the weights are drawn to, {@code [features, targets]}
     * @param strength λ as a share of the mean of the Gram matrix's diagonal
     */
    INDArray solve(INDArray moments, INDArray prior, double strength) {
        double lambda = Math.max(strength * meanDiagonal, Double.MIN_NORMAL);
        INDArray turned = vectors.transpose().mmul(moments.add(prior.mul(lambda)));
        return vectors.mmul(turned.divColumnVector(values.add(lambda).reshape(values.length(), 1)));
    }
}
