package org.decnn.job.cli;

import java.util.List;
import org.decnn.job.UsageException;
import org.decnn.model.network.TensorShape;
import org.decnn.rewrite.train.LearningRate;
import org.decnn.rewrite.train.Recipe;
import picocli.CommandLine.Option;

/** How a network is trained. */
final class RecipeOptions {

    private enum Schedule {
        ONECYCLE,
        STEPS
    }

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Times all pictures are learned from (${DEFAULT-VALUE}).")
    private int epochs = 30;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Pictures a step (${DEFAULT-VALUE}).")
    private int batch = 128;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description =
                    "Of the learning rate, ${COMPLETION-CANDIDATES}: up to --rate and down to nothing,"
                            + " or a tenth from each of --milestones on (${DEFAULT-VALUE}).")
    private Schedule schedule = Schedule.ONECYCLE;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "The largest learning rate (${DEFAULT-VALUE}).")
    private double rate = 0.1;

    @Option(
            names = "--warm-up",
            paramLabel = "PART",
            description = "Part of the training in which the rate rises (${DEFAULT-VALUE}).")
    private double warmUp = 0.25;

    @Option(
            names = "--milestones",
            paramLabel = "EPOCH",
            split = ",",
            description = "Epochs at which the rate falls (half and three quarters of them).")
    private List<Integer> milestones;

    @Option(names = "--momentum", paramLabel = "M", description = "(${DEFAULT-VALUE})")
    private float momentum = 0.9f;

    @Option(
            names = "--weight-decay",
            paramLabel = "D",
            description = "Of convolutions and linear layers (${DEFAULT-VALUE}).")
    private float weightDecay = 5e-4f;

    @Option(
            names = "--label-smoothing",
            paramLabel = "S",
            description = "Part of the truth spread over all classes (${DEFAULT-VALUE}).")
    private float labelSmoothing = 0.05f;

    @Option(
            names = "--pad",
            paramLabel = "PIXELS",
            description =
                    "Pictures are padded by so much and cut at random to their size again (an eighth of it).")
    private Integer pad;

    @Option(
            names = "--no-flip",
            negatable = false,
            description = "Do not mirror half of the pictures.")
    private boolean noFlip;

    @Option(
            names = "--teacher-part",
            paramLabel = "PART",
            description = "How much the teacher counts, the labels the rest (${DEFAULT-VALUE}).")
    private float teacherPart = 0.9f;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description =
                    "What logits are divided by to compare with the teacher's (${DEFAULT-VALUE}).")
    private float temperature = 4;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of order, crops and mirroring (${DEFAULT-VALUE}).")
    private long seed = 1;

    /**
     * @param input of the network
     * @throws UsageException if a value makes no sense
     */
    Recipe forInput(TensorShape input) {
        try {
            return new Recipe(
                    epochs,
                    batch,
                    learningRate(),
                    momentum,
                    weightDecay,
                    labelSmoothing,
                    pad != null ? pad : Math.min(input.height(), input.width()) / 8,
                    !noFlip,
                    new Recipe.Distillation(teacherPart, temperature),
                    seed);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private LearningRate learningRate() {
        return switch (schedule) {
            case ONECYCLE -> new LearningRate.OneCycle(rate, warmUp);
            case STEPS ->
                    new LearningRate.Steps(
                            rate,
                            milestones != null ? milestones : List.of(epochs / 2, epochs * 3 / 4));
        };
    }
}
