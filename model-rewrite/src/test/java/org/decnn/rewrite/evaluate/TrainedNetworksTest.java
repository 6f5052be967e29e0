package org.decnn.rewrite.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.rewrite.data.ImageData;
import org.decnn.rewrite.data.ImageData.Split;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Trained networks have the accuracies that are published for them. */
@Tag("shared-data")
class TrainedNetworksTest {

    private static final Path DATA = Path.of(Objects.requireNonNull(System.getenv("DECNN_DATA")));
    private static final Preprocessing IMAGENETS_MEAN =
            cifar10(List.of(.485, .456, .406), List.of(.229, .224, .225));
    private static final Preprocessing CIFARS_MEAN =
            cifar10(List.of(.4914, .4822, .4465), List.of(.2470, .2435, .2616));

    @Test
    void theDenseAndTheDecoupledResNetsAreAsAccurateAsPublished() {
        Evaluation resnet20 = evaluate("resnet20-cifar10.onnx", IMAGENETS_MEAN);
        Evaluation resnet56 = evaluate("resnet56-cifar10.onnx", IMAGENETS_MEAN);
        Evaluation decoupled = evaluate("decnn-resnet20-g4-cifar10.onnx", CIFARS_MEAN);

        assertThat(resnet20.top1()).isEqualTo(new Accuracy(9173, 10_000));
        assertThat(resnet56.top1()).isEqualTo(new Accuracy(9339, 10_000));
        assertThat(decoupled.top1()).isEqualTo(new Accuracy(8839, 10_000));
        assertThat(new Comparison(List.of(resnet20, resnet56, decoupled)).pairs())
                .allMatch(pair -> pair.test().pValue() < 1e-6);
    }

    private static Evaluation evaluate(String network, Preprocessing preprocessing) {
        NetworkFile file =
                NetworkFile.read(DATA.resolve("models").resolve(network), OptionalInt.empty());
        return new Evaluator(Runtime.getRuntime().availableProcessors())
                .evaluate(
                        new Classifier(network, file.network(), preprocessing, List.of()),
                        ImageData.open(DATA.resolve("cifar10"), Split.TEST, preprocessing),
                        () -> {});
    }

    private static Preprocessing cifar10(List<Double> mean, List<Double> std) {
        return new Preprocessing(32, 32, 32, ChannelOrder.RGB, 1 / 255., mean, std);
    }
}
