package org.decnn.rewrite.decouple.refit;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Fits {@code others + XW} to targets. Where a ReLU follows, only what it lets through counts: a
 * target below zero is met by anything below zero (the asymmetric reconstruction of Zhang et al.
 * 2015), by majorisation: such a target is put where the prediction was, and the ridge solved
 * again.
 */
final class Regression implements AutoCloseable {

    private static final double[] STRENGTHS = {1e-5, 1e-4, 1e-3, 1e-2, 1e-1};
    private static final int ITERATIONS = 8;

    private final INDArray features;
    private final float[] others;
    private final float[] targets;
    private final int width;
    private final boolean rectified;

    /**
     * @param features {@code [rows, features]}
     * @param others {@code [rows][targets]}
     * @param targets {@code [rows][targets]}
     */
    Regression(INDArray features, float[] others, float[] targets, boolean rectified) {
        this.features = features;
        this.others = others;
        this.targets = targets;
        this.width = targets.length / features.rows();
        this.rectified = rectified;
    }

    /**
     * The weights with the least error.
     *
     * @param kept {@code [features, targets]}
     * @param strength of the ridge, or 0 to take the one with the least error on the last quarter
     *     of the rows
     */
    INDArray fit(INDArray kept, double strength) {
        int rows = features.rows();
        int seen = rows - rows / 4;
        INDArray first = rows(features, 0, seen);
        INDArray gram = Ridge.moments(first, first);
        INDArray moments = Ridge.moments(first, rest(0, seen));
        Ridge ridge = new Ridge(gram);
        INDArray none = kept.mul(0);
        INDArray prior = none;
        double best = Double.POSITIVE_INFINITY;
        double chosen = 0;
        for (double candidate : strength > 0 ? new double[] {strength} : STRENGTHS) {
            for (INDArray centre : new INDArray[] {none, kept}) {
                INDArray weights = ridge.solve(moments, centre, candidate);
                double error = error(predictions(weights, seen, rows), seen);
                if (error < best) {
                    best = error;
                    prior = centre;
                    chosen = candidate;
                }
            }
        }
        INDArray last = rows(features, seen, rows);
        Ridge whole = new Ridge(gram.add(Ridge.moments(last, last)));
        INDArray weights = whole.solve(Ridge.moments(features, rest(0, rows)), prior, chosen);
        for (int i = 0; rectified && i < ITERATIONS; i++) {
            INDArray reached = reachable(predictions(weights, 0, rows));
            weights = whole.solve(Ridge.moments(features, reached), prior, chosen);
            reached.close();
        }
        return weights;
    }

    /** What is left of the targets without the others. */
    private INDArray rest(int from, int to) {
        float[] rest = new float[(to - from) * width];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = targets[from * width + i] - others[from * width + i];
        }
        return Nd4j.createFromArray(rest).reshape(to - from, width);
    }

    /** The same, but with targets that a ReLU hides moved to where the predictions are. */
    private INDArray reachable(float[] predictions) {
        float[] rest = new float[targets.length];
        for (int i = 0; i < rest.length; i++) {
            float target = targets[i] > 0 ? targets[i] : Math.min(predictions[i], 0);
            rest[i] = target - others[i];
        }
        return Nd4j.createFromArray(rest).reshape(features.rows(), width);
    }

    private float[] predictions(INDArray weights, int from, int to) {
        INDArray product = rows(features, from, to).mmul(weights.castTo(DataType.FLOAT));
        float[] values = product.dup('c').data().asFloat();
        product.close();
        for (int i = 0; i < values.length; i++) {
            values[i] += others[from * width + i];
        }
        return values;
    }

    private double error(float[] predictions, int from) {
        double error = 0;
        for (int i = 0; i < predictions.length; i++) {
            double difference = seen(predictions[i]) - seen(targets[from * width + i]);
            error += difference * difference;
        }
        return error;
    }

    private float seen(float value) {
        return rectified ? Math.max(value, 0) : value;
    }

    /** The squared error of some weights over all rows and targets. */
    double error(INDArray weights) {
        return error(predictions(weights, 0, features.rows()), 0);
    }

    /** Frees the features, which no garbage collector sees. */
    @Override
    public void close() {
        features.close();
    }

    /** The squared distance of the targets from their means. */
    double spread() {
        double spread = 0;
        for (int target = 0; target < width; target++) {
            double sum = 0;
            double squares = 0;
            for (int i = target; i < targets.length; i += width) {
                sum += seen(targets[i]);
                squares += seen(targets[i]) * seen(targets[i]);
            }
            spread += squares - sum * sum / features.rows();
        }
        return spread;
    }

    private static INDArray rows(INDArray matrix, int from, int to) {
        return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
    }
}
