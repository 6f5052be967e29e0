package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.rewrite.data.DataException;
import org.decnn.rewrite.data.LabelledImages;

/**
 * Trains a network, from scratch or from the weights it has, on labelled pictures: stochastic
 * gradient descent with momentum by DJL's PyTorch engine, with a teacher where there is one. After
 * each epoch a checkpoint is written, from which the same training goes on.
 */
public final class Trainer {

    private final NetworkFile student;
    private final Optional<NetworkFile> teacher;
    private final LabelledImages train;
    private final LabelledImages test;
    private final Recipe recipe;
    private final int threads;

    /**
     * @param student its preprocessing is known
     * @param teacher its preprocessing is known; it answers for the same classes
     * @param threads of the CPU; as many as there are cores is not always the fastest
     * @throws DataException if the data's classes are not as many as the network's
     * @throws NetworkException if student and teacher do not fit together
     */
    public Trainer(
            NetworkFile student,
            Optional<NetworkFile> teacher,
            LabelledImages train,
            LabelledImages test,
            Recipe recipe,
            int threads) {
        this.student = student;
        this.teacher = teacher;
        this.train = train;
        this.test = test;
        this.recipe = recipe;
        this.threads = threads;
        requireFit();
    }

    private void requireFit() {
        int classes = classesOf(student.network());
        for (LabelledImages data : List.of(train, test)) {
            if (data.classes().size() != classes) {
                throw new DataException(
                        String.format(
                                "the data has %d classes, network '%s' answers for %d:"
                                        + " give other data, or a network made for it (new --classes %d)",
                                data.classes().size(),
                                student.network().name(),
                                classes,
                                data.classes().size()));
            }
        }
        if (train.size() < recipe.batch()) {
            throw new DataException(
                    String.format(
                            "%d pictures to learn from are less than one batch of %d: give a smaller --batch",
                            train.size(), recipe.batch()));
        }
        teacher.ifPresent(
                it -> {
                    boolean fits =
                            classesOf(it.network()) == classes
                                    && it.network().input().equals(student.network().input())
                                    && it.preprocessing().orElseThrow().channelOrder()
                                            == student.preprocessing().orElseThrow().channelOrder();
                    if (!fits) {
                        throw new NetworkException(
                                String.format(
                                        "teacher '%s' takes %s pictures and answers for %d classes, '%s' %s and %d:"
                                                + " give a teacher for the same pictures and classes",
                                        it.network().name(),
                                        it.network().input(),
                                        classesOf(it.network()),
                                        student.network().name(),
                                        student.network().input(),
                                        classes));
                    }
                });
    }

    private static int classesOf(Network network) {
        return network.shapeOf(network.output()).channels();
    }

    /**
     * Trains to the end, from the checkpoint where there is one of this training.
     *
     * @param checkpoint written after each epoch
     * @return the trained network
     * @throws DataException naming the picture that cannot be read, or the checkpoint that is of
     *     another training
     */
    public Network run(Path checkpoint, TrainingListener listener) throws IOException {
        try (NDManager manager = Torch.manager(threads)) {
            return new Run(manager, new Checkpoint(checkpoint), listener).toTheEnd();
        }
    }

    /** One run: what lives in PyTorch. */
    private final class Run {

        private final NDManager manager;
        private final Checkpoint checkpoint;
        private final TrainingListener listener;
        private final TorchNetwork network;
        private final InputScaling scaling;
        private final Loss loss;
        private final Descent descent;
        private final int pixelBytes = student.preprocessing().orElseThrow().pixelBytes();
        private final Augmentation augmentation =
                new Augmentation(student.network().input(), recipe.crop(), recipe.flip());

        Run(NDManager manager, Checkpoint checkpoint, TrainingListener listener) {
            this.manager = manager;
            this.checkpoint = checkpoint;
            this.listener = listener;
            network = new TorchNetwork(student.network(), manager);
            scaling = new InputScaling(student.preprocessing().orElseThrow(), manager);
            loss =
                    new Loss(
                            classesOf(student.network()),
                            recipe,
                            teacher.map(it -> new Teacher(it, manager)));
            descent = new Descent(network.trained(), recipe, manager);
        }

        Network toTheEnd() throws IOException {
            Map<String, NDArray> state = new LinkedHashMap<>(network.state());
            state.putAll(descent.state());
            String training = Fingerprint.of(student, teacher, train, recipe);
            List<EpochResult> history = new ArrayList<>();
            if (checkpoint.exists()) {
                history.addAll(checkpoint.read(training, state, manager).history());
            }
            listener.started(history.size(), Torch.deviceName(manager));
            history.forEach(listener::epoch);
            for (int epoch = history.size(); epoch < recipe.epochs(); epoch++) {
                EpochResult result = learn(epoch);
                history.add(result);
                checkpoint.write(new Checkpoint.Progress(training, history), state);
                listener.epoch(result);
            }
            return network.snapshot();
        }

        private EpochResult learn(int epoch) {
            long start = System.nanoTime();
            Batches batches =
                    Batches.ofEpoch(
                            train, pixelBytes, recipe.batch(), augmentation, recipe.seed(), epoch);
            int steps = train.size() / recipe.batch();
            double losses = 0;
            long correct = 0;
            float rate = 0;
            for (int step = 0; step < steps; step++) {
                rate = recipe.rate().at(epoch + (double) step / steps, recipe.epochs());
                Loss.Value value = step(batches.next(), rate);
                losses += value.loss();
                correct += value.correct();
                listener.step(value.loss(), (double) value.correct() / recipe.batch());
            }
            return new EpochResult(
                    epoch + 1,
                    rate,
                    losses / steps,
                    (double) correct / ((long) steps * recipe.batch()),
                    accuracy(),
                    (System.nanoTime() - start) / 1e9);
        }

        private Loss.Value step(Batches.Batch batch, float rate) {
            try (NDManager scratch = manager.newSubManager()) {
                NDArray pixels = pixels(batch, scratch);
                Loss.Value value;
                try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
                    NDArray logits = network.logits(scaling.of(pixels), true);
                    NDArray mean = loss.of(logits, pixels, batch.labels());
                    gradients.backward(mean);
                    value = new Loss.Value(mean.getFloat(), correct(logits, batch.labels()));
                }
                if (!Double.isFinite(value.loss())) {
                    throw new DataException("the loss is no number any more: give a lower --rate");
                }
                descent.step(rate);
                return value;
            }
        }

        private NDArray pixels(Batches.Batch batch, NDManager scratch) {
            var input = student.network().input();
            return scratch.create(
                    batch.pixels(),
                    new Shape(
                            batch.labels().length, input.channels(), input.height(), input.width()),
                    DataType.UINT8);
        }

        private double accuracy() {
            Batches batches = Batches.of(test, pixelBytes, recipe.batch());
            long correct = 0;
            while (batches.hasNext()) {
                Batches.Batch batch = batches.next();
                try (NDManager scratch = manager.newSubManager()) {
                    NDArray logits = network.logits(scaling.of(pixels(batch, scratch)), false);
                    correct += correct(logits, batch.labels());
                }
            }
            return (double) correct / test.size();
        }

        /** Logits that are not finite name no class, and so not the right one. */
        private static int correct(NDArray logits, int[] labels) {
            long[] answers = logits.argMax(1).toLongArray();
            // A sum is finite only if all that it adds is.
            float[] sums = logits.sum(new int[] {1}).toFloatArray();
            int correct = 0;
            for (int i = 0; i < labels.length; i++) {
                correct += Float.isFinite(sums[i]) && answers[i] == labels[i] ? 1 : 0;
            }
            return correct;
        }
    }
}
