package org.decnn.model.network;

/**
 * What a network does last, to all of its logits at once: it is done where the shards' parts of
 * them have been added up.
 */
public enum Ending {
    NONE,
    LOG_SOFTMAX,
    SIGMOID,
    /** The logits over their length; over 10⁻¹² where that is less. */
    UNIT_LENGTH;

    private static final float LEAST = 1e-12f;

    static Ending of(Operation last) {
        if (last instanceof AcrossChannels.LogSoftmax) {
            return LOG_SOFTMAX;
        } else if (last instanceof PerChannel.Pointwise curve && curve.curve() == Curve.SIGMOID) {
            return SIGMOID;
        }
        return last instanceof AcrossChannels.UnitLength unit && unit.least() <= LEAST
                ? UNIT_LENGTH
                : NONE;
    }

    /** The network's answer, of its logits; in double precision in between. */
    public float[] of(float[] logits) {
        return switch (this) {
            case NONE -> logits;
            case LOG_SOFTMAX -> logSoftmax(logits);
            case SIGMOID -> sigmoid(logits);
            case UNIT_LENGTH -> unitLength(logits);
        };
    }

    private static float[] logSoftmax(float[] logits) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            greatest = Math.max(greatest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - greatest);
        }
        return lessThat(greatest + Math.log(sum), logits);
    }

    private static float[] lessThat(double value, float[] logits) {
        float[] less = new float[logits.length];
        for (int i = 0; i < less.length; i++) {
            less[i] = (float) (logits[i] - value);
        }
        return less;
    }

    private static float[] sigmoid(float[] logits) {
        float[] answer = new float[logits.length];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = (float) (1 / (1 + Math.exp(-logits[i])));
        }
        return answer;
    }

    private static float[] unitLength(float[] logits) {
        double squares = 0;
        for (float logit : logits) {
            squares += (double) logit * logit;
        }
        double length = Math.max(LEAST, Math.sqrt(squares));
        float[] answer = new float[logits.length];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = (float) (logits[i] / length);
        }
        return answer;
    }
}
