package org.decnn.rewrite.evaluate;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.decnn.model.directory.Normalisation;
import org.decnn.model.directory.Port;
import org.decnn.model.network.FoldBatchNorm;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.engine.ShardSession;
import org.decnn.operators.logits.FiniteLogits;
import org.decnn.rewrite.data.DataException;
import org.decnn.rewrite.data.LabelledImages;

/**
 * Shows labelled pictures to a whole network in ONNX Runtime, one at a time on each of some
 * threads. Answers do not depend on how many threads there are.
 */
public final class Evaluator {

    private static final int FIVE = 5;

    private final Engine engine = new OnnxRuntimeEngine();
    private final int threads;

    /**
     * @param threads each has a copy of the network's weights
     */
    public Evaluator(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ": ask for at least 1");
        }
        this.threads = threads;
    }

    /**
     * Classifies all pictures.
     *
     * @param images in the classifier's {@link Classifier#preprocessing()}
     * @param eachImage called after each picture, by any thread
     * @throws DataException if the data has another number of classes, or a picture cannot be read
     * @throws NetworkException if an answer is not a finite number
     */
    public Evaluation evaluate(Classifier classifier, LabelledImages images, Runnable eachImage) {
        classifier.requireClassesOf(images);
        return new Run(classifier, images, eachImage).evaluation();
    }

    /** One network on one set of pictures. */
    private final class Run {

        private final Classifier classifier;
        private final LabelledImages images;
        private final Runnable eachImage;

        private final byte[] graph;
        private final Port input;
        private final Port output;
        private final int[] dataIndices;

        private final AtomicInteger correct5 = new AtomicInteger();
        private final int[] predicted;

        Run(Classifier classifier, LabelledImages images, Runnable eachImage) {
            this.classifier = classifier;
            this.images = images;
            this.eachImage = eachImage;
            Network whole =
                    Normalisation.ofOrderedPictures(
                            FoldBatchNorm.in(classifier.network().upToLogits()),
                            classifier.preprocessing());
            input = new Port(Network.INPUT, ElementType.UINT8, whole.input());
            TensorShape logits = whole.shapeOf(whole.output());
            output = new Port(whole.output(), ElementType.FLOAT32, logits);
            graph = OnnxWriter.write(whole);
            dataIndices = classifier.indicesIn(images.classes());
            predicted = new int[images.size()];
        }

        Evaluation evaluation() {
            PictureShow.run(
                    images,
                    input.bytes(),
                    threads,
                    () -> new WholeNetwork(engine.load(graph, List.of(input), List.of(output))),
                    this::judge);
            int[] labels = IntStream.range(0, images.size()).map(images::label).toArray();
            return new Evaluation(
                    classifier.name(), images.classes(), labels, predicted, correct5.get());
        }

        /** Of equal logits the first counts as the greater, as in the job's answers. */
        private void judge(int image, float[] logits) {
            if (!FiniteLogits.are(logits)) {
                throw new NetworkException(
                        classifier.name()
                                + " answers "
                                + images.nameOf(image)
                                + " with no number: train it again, or check its preprocessing");
            }
            int best = 0;
            for (int i = 0; i < logits.length; i++) {
                if (logits[i] > logits[best]) {
                    best = i;
                }
            }
            predicted[image] = dataIndices[best];
            if (rankOf(images.label(image), logits) < FIVE) {
                correct5.incrementAndGet();
            }
            eachImage.run();
        }

        private int rankOf(int label, float[] logits) {
            int own = 0;
            while (dataIndices[own] != label) {
                own++;
            }
            int before = 0;
            for (int i = 0; i < logits.length; i++) {
                if (logits[i] > logits[own] || (logits[i] == logits[own] && i < own)) {
                    before++;
                }
            }
            return before;
        }
    }

    private record WholeNetwork(ShardSession session) implements PictureShow.Viewer {

        @Override
        public float[] logits(byte[] pixels) {
            session.input(0).clear().put(pixels);
            session.run();
            FloatBuffer output = session.output(0).clear().asFloatBuffer();
            float[] logits = new float[output.remaining()];
            output.get(logits);
            return logits;
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
