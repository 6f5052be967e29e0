package org.decnn.rewrite.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryWriter;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.decnn.rewrite.data.DataException;
import org.decnn.rewrite.data.LabelledImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluatorTest {

    private static final List<String> CLASSES =
            IntStream.range(0, SmallNetworks.CLASSES).mapToObj(i -> "class " + i).toList();
    private static final LabelledImages IMAGES = new RandomImages(40, CLASSES, RandomImages.NONE);
    private static final Runnable UNWATCHED = () -> {};

    @TempDir Path folder;

    static List<Network> networks() {
        return SmallNetworks.all(3);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void countsAreThoseOfThePlainForwardPass(Network network) {
        for (ChannelOrder order : List.of(ChannelOrder.RGB, ChannelOrder.BGR)) {
            Preprocessing preprocessing = preprocessing(network, order);
            Evaluation evaluation =
                    new Evaluator(2)
                            .evaluate(
                                    new Classifier("small", network, preprocessing, List.of()),
                                    IMAGES,
                                    UNWATCHED);
            int correct5 = 0;
            int[] predicted = new int[IMAGES.size()];
            for (int image = 0; image < IMAGES.size(); image++) {
                List<Integer> ranked = ranked(network, preprocessing, image);
                predicted[image] = ranked.get(0);
                correct5 += ranked.subList(0, 5).contains(IMAGES.label(image)) ? 1 : 0;
            }
            assertThat(evaluation.predicted()).isEqualTo(predicted);
            assertThat(evaluation.correct5()).isEqualTo(correct5);
        }
    }

    /** Classes by the plain forward pass, the most probable first. */
    private static List<Integer> ranked(Network network, Preprocessing preprocessing, int image) {
        byte[] pixels = new byte[preprocessing.pixelBytes()];
        IMAGES.read(image, pixels);
        float[] input = new float[pixels.length];
        int plane = preprocessing.width() * preprocessing.height();
        for (int i = 0; i < input.length; i++) {
            double value = (pixels[i] & 0xff) * preprocessing.scale();
            int channel = i / plane;
            input[i] =
                    (float)
                            ((value - preprocessing.mean().get(channel))
                                    / preprocessing.std().get(channel));
        }
        float[] answer = ReferenceForward.run(network, input);
        return IntStream.range(0, answer.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -answer[i]))
                .toList();
    }

    @Test
    void answersDoNotDependOnTheNumberOfThreads() {
        Evaluation alone = evaluate(1, IMAGES, List.of());
        Evaluation together = evaluate(5, IMAGES, List.of());
        assertThat(together.predicted()).isEqualTo(alone.predicted());
        assertThat(together.correct5()).isEqualTo(alone.correct5());
    }

    @Test
    void eachPictureIsReported() {
        AtomicInteger seen = new AtomicInteger();
        new Evaluator(3).evaluate(classifier(List.of()), IMAGES, seen::incrementAndGet);
        assertThat(seen).hasValue(IMAGES.size());
    }

    @Test
    void classCountsAndConfusionAddUp() {
        Evaluation evaluation = evaluate(2, IMAGES, List.of());
        int[][] confusion = evaluation.confusion();
        int correct = 0;
        for (int i = 0; i < CLASSES.size(); i++) {
            assertThat(evaluation.of(i)).isEqualTo(new Accuracy(confusion[i][i], 4));
            assertThat(IntStream.of(confusion[i]).sum()).isEqualTo(4);
            correct += confusion[i][i];
        }
        assertThat(evaluation.correct1()).isEqualTo(correct);
        assertThat(evaluation.top1().value()).isCloseTo(correct / 40., within(1e-12));
    }

    @Test
    void classesOfTheSameNamesAreMatchedByName() {
        List<String> reversed = new ArrayList<>(CLASSES);
        Collections.reverse(reversed);
        Evaluation inOrder = evaluate(2, IMAGES, CLASSES);
        Evaluation byName = evaluate(2, IMAGES, reversed);
        assertThat(IntStream.of(byName.predicted()).map(i -> 9 - i).toArray())
                .isEqualTo(inOrder.predicted());
        List<String> foreign = IntStream.range(0, 10).mapToObj(i -> "n0" + i).toList();
        assertThat(evaluate(2, IMAGES, foreign).predicted()).isEqualTo(inOrder.predicted());
    }

    @Test
    void aModelDirectoryIsItsWholeNetwork() throws Exception {
        Network network = SmallNetworks.groupedWithShuffles(3);
        Preprocessing preprocessing = preprocessing(network, ChannelOrder.BGR);
        Path model = folder.resolve("model");
        new ModelDirectoryWriter(network, preprocessing, CLASSES).write(4, model);
        assertThat(Files.isDirectory(model)).isTrue();
        Classifier read = Classifier.of("model", ModelDirectory.open(new LocalModelFiles(model)));
        Classifier given = new Classifier("given", network, preprocessing, List.of());
        assertThat(read.labels()).isEqualTo(CLASSES);
        assertThat(new Evaluator(1).evaluate(read, IMAGES, UNWATCHED).predicted())
                .isEqualTo(new Evaluator(1).evaluate(given, IMAGES, UNWATCHED).predicted());
    }

    @Test
    void dataOfAnotherNumberOfClassesIsRefused() {
        LabelledImages two = new RandomImages(4, List.of("cat", "dog"), RandomImages.NONE);
        assertThatThrownBy(() -> evaluate(1, two, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "small tells 10 classes apart, but the data has 2: give data of the classes"
                                + " that the network was trained with");
    }

    @Test
    void aPictureThatCannotBeReadEndsTheEvaluation() {
        LabelledImages spoilt = new RandomImages(1000, CLASSES, 17);
        assertThatThrownBy(() -> evaluate(3, spoilt, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage("picture 17 cannot be read");
    }

    @Test
    void anAnswerThatIsNoNumberIsNoAnswer() {
        Network network = SmallNetworks.vggLike(3);
        List<Layer> layers = network.layers().stream().map(EvaluatorTest::spoilt).toList();
        Network spoilt = new Network("spoilt", network.input(), layers, network.output());
        Classifier classifier =
                new Classifier(
                        "spoilt.onnx", spoilt, preprocessing(network, ChannelOrder.RGB), List.of());
        assertThatThrownBy(() -> new Evaluator(1).evaluate(classifier, IMAGES, UNWATCHED))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("spoilt.onnx answers picture 0 with no number: ");
    }

    private static Layer spoilt(Layer layer) {
        if (!(layer.operation() instanceof Linear linear)) {
            return layer;
        }
        float[] weight = linear.weight().values().clone();
        weight[0] = Float.NaN;
        return new Layer(
                layer.name(),
                new Linear(Tensor.of(weight, linear.weight().shape()), linear.bias()),
                layer.inputs());
    }

    @Test
    void aPreprocessingThatDoesNotFitIsRefused() {
        Network network = SmallNetworks.denseChain(3);
        Preprocessing larger = preprocessing(SmallNetworks.alexNetLike(3), ChannelOrder.RGB);
        assertThatThrownBy(() -> new Classifier("small.onnx", network, larger, List.of()))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("small.onnx: the network takes 3×8×8, the preprocessing");
    }

    private static Evaluation evaluate(int threads, LabelledImages images, List<String> labels) {
        return new Evaluator(threads).evaluate(classifier(labels), images, UNWATCHED);
    }

    private static Classifier classifier(List<String> labels) {
        Network network = SmallNetworks.denseResidual(3);
        return new Classifier("small", network, preprocessing(network, ChannelOrder.RGB), labels);
    }

    private static Preprocessing preprocessing(Network network, ChannelOrder order) {
        return new Preprocessing(
                network.input().width(),
                network.input().height(),
                network.input().height(),
                order,
                1 / 255.,
                List.of(.5, .45, .4),
                List.of(.25, .3, .2));
    }
}
