package org.decnn.rewrite.train;

/**
 * How a network is trained: stochastic gradient descent with momentum. Two trainings of one network
 * with one recipe on one machine give the same weights.
 *
 * @param batch pictures a step; those left over at the end of an epoch wait for another one
 * @param momentum 0 to 1
 * @param weightDecay pulls the weights of convolutions and linear layers, not those of batch norm
 * @param labelSmoothing the part of the truth that is spread over all classes (Szegedy et al. 2016)
 * @param crop a picture is padded by so many pixels and cut at random to its size again
 * @param flip whether half of the pictures are mirrored, left to right
 * @param distillation how much a teacher is listened to, if there is one
 * @param seed of the order of pictures, of crops and of flips
 */
public record Recipe(
        int epochs,
        int batch,
        LearningRate rate,
        float momentum,
        float weightDecay,
        float labelSmoothing,
        int crop,
        boolean flip,
        Distillation distillation,
        long seed) {

    /**
     * Learning from a teacher's probabilities (Hinton et al. 2015).
     *
     * @param part of the teacher in the loss, the labels having the rest, 0 to 1
     * @param temperature by which both networks' logits are divided
     */
    public record Distillation(float part, float temperature) {
        public Distillation {
            require(part >= 0 && part <= 1, "the teacher's part is 0 to 1, not " + part);
            require(temperature > 0, "the temperature is over 0, not " + temperature);
        }
    }

    public Recipe {
        require(epochs >= 1, "one epoch or more, not " + epochs);
        require(batch >= 2, "batch norm wants two pictures a step or more, not " + batch);
        require(momentum >= 0 && momentum < 1, "the momentum is 0 to 1, not " + momentum);
        require(weightDecay >= 0, "the weight decay is not below 0, as is " + weightDecay);
        require(
                labelSmoothing >= 0 && labelSmoothing < 1,
                "the label smoothing is 0 to 1, not " + labelSmoothing);
        require(crop >= 0, "the crop is not below 0, as is " + crop);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
