package org.decnn.rewrite.train;

import java.util.List;

/** How large the steps of gradient descent are, over the course of a training. */
public sealed interface LearningRate {

    /**
     * @param epoch the time since the start, in epochs; fractions are within an epoch
     * @param epochs how many there are
     */
    float at(double epoch, int epochs);

    /**
     * One cycle (Smith and Topin 2018, as PyTorch's {@code OneCycleLR} has it): up from {@code peak
     * / 25} to the peak and down to nearly nothing, both along a cosine.
     *
     * @param peak the largest rate
     * @param warmUp the part of the training in which the rate rises, 0 to 1
     */
    record OneCycle(double peak, double warmUp) implements LearningRate {

        private static final double START = 1. / 25;
        private static final double END = START / 1e4;

        public OneCycle {
            requirePositive(peak);
            if (!(warmUp >= 0 && warmUp < 1)) {
                throw new IllegalArgumentException(
                        "the warm-up is a part of the training: give 0 or more, and less than 1");
            }
        }

        @Override
        public float at(double epoch, int epochs) {
            double done = epoch / epochs;
            return (float)
                    (done < warmUp
                            ? between(START * peak, peak, done / warmUp)
                            : between(peak, END * peak, (done - warmUp) / (1 - warmUp)));
        }

        private static double between(double from, double to, double part) {
            return to + (from - to) * (1 + Math.cos(Math.PI * part)) / 2;
        }
    }

    /**
     * Steps: a tenth of the rate from each milestone on.
     *
     * @param first the rate at the start
     * @param milestones the epochs, counted from 0, at which the rate falls
     */
    record Steps(double first, List<Integer> milestones) implements LearningRate {

        public Steps {
            requirePositive(first);
            milestones = List.copyOf(milestones);
        }

        @Override
        public float at(double epoch, int epochs) {
            long passed = milestones.stream().filter(milestone -> epoch >= milestone).count();
            return (float) (first * Math.pow(10, -passed));
        }
    }

    private static void requirePositive(double rate) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException("a learning rate is over 0, not " + rate);
        }
    }
}
