package org.decnn.rewrite.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.testing.NetworkSketch;
import org.decnn.rewrite.data.DataException;
import org.decnn.rewrite.data.LabelledImages;
import org.decnn.rewrite.train.Recipe.Distillation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {

    private static final String[] PHOTOGRAPHS = {
        "airplane-airliner", "frog-golden-toad", "ship-hurtigruten", "truck-fire-engine"
    };
    private static final PhotographCrops TRAIN = PhotographCrops.toLearnFrom(128, PHOTOGRAPHS);
    private static final PhotographCrops TEST = PhotographCrops.toTestOn(50, PHOTOGRAPHS);

    @TempDir private Path folder;

    /** Guessing comes to 25 %. */
    @Test
    void aDecoupledNetworkLearnsToTellPhotographsApart() throws IOException {
        Watch watch = new Watch();

        trainer(decoupled(4), TRAIN, recipe(12, 1)).run(checkpoint(), watch);

        assertThat(watch.last().testAccuracy()).isGreaterThan(0.7);
        assertThat(watch.last().loss()).isLessThan(watch.history.get(0).loss());
    }

    @Test
    void oneSeedGivesOneNetworkAndAnotherSeedAnother() throws IOException {
        byte[] first = trained(recipe(2, 1), folder.resolve("a"));

        assertThat(trained(recipe(2, 1), folder.resolve("b"))).isEqualTo(first);
        assertThat(trained(recipe(2, 2), folder.resolve("c"))).isNotEqualTo(first);
    }

    @Test
    void aTrainingThatWasKilledComesToTheSameWeights() throws IOException {
        byte[] undisturbed = trained(recipe(3, 1), folder.resolve("undisturbed"));
        Path checkpoint = folder.resolve("killed");
        Watch killing = new Watch();
        killing.diesAtStep = 6;

        assertThatThrownBy(
                        () -> trainer(decoupled(4), TRAIN, recipe(3, 1)).run(checkpoint, killing))
                .isInstanceOf(Killed.class);
        Watch watch = new Watch();
        Network resumed = trainer(decoupled(4), TRAIN, recipe(3, 1)).run(checkpoint, watch);

        assertThat(killing.history).hasSize(1);
        assertThat(watch.resumedAfter).isEqualTo(1);
        assertThat(watch.history).hasSize(3);
        assertThat(OnnxWriter.write(resumed)).isEqualTo(undisturbed);
    }

    @Test
    void aCheckpointHalfWrittenIsNotTheLastOne() throws IOException {
        Path checkpoint = checkpoint();
        Watch killing = new Watch();
        killing.diesAtStep = 6;
        Trainer trainer = trainer(decoupled(4), TRAIN, recipe(2, 1));
        assertThatThrownBy(() -> trainer.run(checkpoint, killing)).isInstanceOf(Killed.class);
        Files.writeString(checkpoint.resolveSibling("checkpoint.part"), "half of anoth");

        Watch watch = new Watch();
        trainer.run(checkpoint, watch);

        assertThat(watch.resumedAfter).isEqualTo(1);
    }

    @Test
    void aCheckpointOfAnotherTrainingIsRefused() throws IOException {
        trainer(decoupled(4), TRAIN, recipe(1, 1)).run(checkpoint(), new Watch());

        assertThatThrownBy(
                        () ->
                                trainer(decoupled(4), TRAIN, recipe(2, 1))
                                        .run(checkpoint(), new Watch()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("another training")
                .hasMessageContaining("--restart");
    }

    @Test
    void whatIsNoCheckpointIsRefused() throws IOException {
        Files.writeString(checkpoint(), "something else");

        assertThatThrownBy(
                        () ->
                                trainer(decoupled(4), TRAIN, recipe(1, 1))
                                        .run(checkpoint(), new Watch()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is no checkpoint");
    }

    /** The labels say nothing; what is learned comes from the teacher. */
    @Test
    void aTeacherIsLearnedFrom() throws IOException {
        Network teacher = teacher();
        Watch watch = new Watch();

        pupil(teacher, 12).run(checkpoint(), watch);

        assertThat(watch.last().testAccuracy()).isGreaterThan(0.6);
    }

    @Test
    @Tag("integration")
    void theGarbageCollectorChangesNothing() throws Exception {
        Network teacher = teacher();
        Network undisturbed = pupil(teacher, 6).run(folder.resolve("undisturbed"), new Watch());
        AtomicBoolean done = new AtomicBoolean();
        Thread collecting =
                new Thread(
                        () -> {
                            while (!done.get()) {
                                System.gc();
                            }
                        });
        collecting.start();
        try {
            Network disturbed = pupil(teacher, 6).run(folder.resolve("disturbed"), new Watch());
            assertThat(OnnxWriter.write(disturbed)).isEqualTo(OnnxWriter.write(undisturbed));
        } finally {
            done.set(true);
            collecting.join();
        }
    }

    private Network teacher() throws IOException {
        return trainer(decoupled(4), TRAIN, recipe(12, 1))
                .run(folder.resolve("teacher"), new Watch());
    }

    private static Trainer pupil(Network teacher, int epochs) {
        return new Trainer(
                file(decoupled(4)),
                Optional.of(file(teacher)),
                new WithLabels(TRAIN, 0),
                TEST,
                new Recipe(
                        epochs,
                        64,
                        new LearningRate.OneCycle(0.1, 0.25),
                        0.9f,
                        5e-4f,
                        0,
                        1,
                        true,
                        new Distillation(1, 2),
                        1),
                1);
    }

    @Test
    void aNetworkOfOtherClassesIsRefused() {
        assertThatThrownBy(() -> trainer(decoupled(7), TRAIN, recipe(1, 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the data has 4 classes")
                .hasMessageContaining("answers for 7")
                .hasMessageContaining("--classes 4");
    }

    @Test
    void aTeacherOfOtherClassesIsRefused() {
        assertThatThrownBy(
                        () ->
                                new Trainer(
                                        file(decoupled(4)),
                                        Optional.of(file(decoupled(7))),
                                        TRAIN,
                                        TEST,
                                        recipe(1, 1),
                                        1))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("7 classes");
    }

    @Test
    void fewerPicturesThanABatchAreRefused() {
        PhotographCrops few = PhotographCrops.toLearnFrom(2, PHOTOGRAPHS);

        assertThatThrownBy(() -> trainer(decoupled(4), few, recipe(1, 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("8 pictures")
                .hasMessageContaining("--batch");
    }

    @Test
    void aPictureThatCannotBeReadEndsTheTrainingWithItsName() {
        LabelledImages broken =
                new WithLabels(TRAIN, -1) {
                    @Override
                    public void read(int image, byte[] pixels) {
                        if (image == 100) {
                            throw new DataException("cats/broken.jpg: breaks off; remove it");
                        }
                        super.read(image, pixels);
                    }
                };

        assertThatThrownBy(
                        () ->
                                trainer(decoupled(4), broken, recipe(1, 1))
                                        .run(checkpoint(), new Watch()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cats/broken.jpg");
    }

    private Path checkpoint() {
        return folder.resolve("checkpoint");
    }

    private byte[] trained(Recipe recipe, Path checkpoint) throws IOException {
        return OnnxWriter.write(trainer(decoupled(4), TRAIN, recipe).run(checkpoint, new Watch()));
    }

    private static Trainer trainer(Network network, LabelledImages train, Recipe recipe) {
        return new Trainer(file(network), Optional.empty(), train, TEST, recipe, 1);
    }

    private static NetworkFile file(Network network) {
        return new NetworkFile(network, Optional.of(PhotographCrops.PREPROCESSING));
    }

    private static Recipe recipe(int epochs, long seed) {
        return new Recipe(
                epochs,
                128,
                new LearningRate.OneCycle(0.1, 0.25),
                0.9f,
                5e-4f,
                0.05f,
                1,
                true,
                new Distillation(0.9f, 4),
                seed);
    }

    /** Two groups with a shuffle between them. */
    private static Network decoupled(int classes) {
        NetworkSketch sketch = new NetworkSketch("photographs", 5, TensorShape.image(3, 12, 12));
        String x = sketch.convBnRelu("stem", 8, 1, 3, 1, Network.INPUT);
        x = sketch.convBnRelu("first", 16, 2, 3, 2, x);
        x = sketch.layer("shuffle", new ChannelShuffle(2, 8), x);
        x = sketch.convBnRelu("second", 16, 2, 3, 1, x);
        return sketch.network(sketch.classifier(classes, x));
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Watch implements TrainingListener {

        private final List<EpochResult> history = new ArrayList<>();
        private int resumedAfter;
        private int steps;
        private int diesAtStep = -1;

        @Override
        public void started(int done, String device) {
            resumedAfter = done;
        }

        @Override
        public void step(double loss, double accuracy) {
            if (++steps == diesAtStep) {
                throw new Killed();
            }
        }

        @Override
        public void epoch(EpochResult result) {
            history.add(result);
        }

        private EpochResult last() {
            return history.get(history.size() - 1);
        }
    }

    /** The same pictures, all of one class, or of their own if it is -1. */
    private static class WithLabels implements LabelledImages {

        private final LabelledImages images;
        private final int label;

        WithLabels(LabelledImages images, int label) {
            this.images = images;
            this.label = label;
        }

        @Override
        public int size() {
            return images.size();
        }

        @Override
        public List<String> classes() {
            return images.classes();
        }

        @Override
        public int label(int image) {
            return label < 0 ? images.label(image) : label;
        }

        @Override
        public String nameOf(int image) {
            return images.nameOf(image);
        }

        @Override
        public void read(int image, byte[] pixels) {
            images.read(image, pixels);
        }
    }
}
