package org.decnn.benchmarks.lab;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.demo.Photographs.Photograph;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.directory.Port;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxReader;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.engine.ShardSession;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.image.RejectedImageException;
import org.decnn.operators.logits.FiniteLogits;

/**
 * Holds a system's answers to what ONNX Runtime makes of the unsplit {@code network.onnx}. A
 * prediction has the softmax of the logits, of which the logarithm is the logits but for a
 * constant: both sides are compared less their mean.
 *
 * @param logits by the picture's name
 */
record LogitsCheck(Map<String, double[]> logits) {

    /** Of the greatest logit, by what activations are sent as. */
    private static final Map<String, Double> TOLERANCE =
            Map.of("FLOAT32", 1e-4, "FLOAT16", 1e-2, "UINT8", 0.15);

    /** Of a whole network in eight bits. */
    private static final double QUANTISED = 0.25;

    /** Runs the whole network on pictures. */
    static LogitsCheck of(ModelDirectory directory, List<Photograph> pictures)
            throws RejectedImageException {
        byte[] graph = directory.network();
        Network network = OnnxReader.read(graph, ModelDirectory.NETWORK, OptionalInt.empty());
        Preprocessing preprocessing = directory.manifest().preprocessing();
        ImageDecoder decoder = new ImageDecoder(preprocessing, DecodeLimits.DEFAULT);
        Map<String, double[]> logits = new HashMap<>();
        try (ShardSession session =
                new OnnxRuntimeEngine()
                        .load(
                                graph,
                                List.of(
                                        new Port(
                                                Network.INPUT,
                                                ElementType.FLOAT32,
                                                network.input())),
                                List.of(
                                        new Port(
                                                network.output(),
                                                ElementType.FLOAT32,
                                                network.shapeOf(network.output()))))) {
            for (Photograph picture : pictures) {
                normalise(
                        decoder.decode(picture.content()),
                        preprocessing,
                        session.input(0).clear().asFloatBuffer());
                session.run();
                FloatBuffer output = session.output(0).clear().asFloatBuffer();
                float[] answer = new float[output.remaining()];
                output.get(answer);
                FiniteLogits.fault(answer)
                        .ifPresent(
                                fault -> {
                                    throw new LabException(picture.name() + ": " + fault);
                                });
                logits.put(
                        picture.name(),
                        IntStream.range(0, answer.length).mapToDouble(i -> answer[i]).toArray());
            }
        }
        return new LogitsCheck(logits);
    }

    private static void normalise(byte[] pixels, Preprocessing preprocessing, FloatBuffer to) {
        int channels = preprocessing.channels();
        boolean reversed = preprocessing.channelOrder() == Preprocessing.ChannelOrder.BGR;
        int area = preprocessing.width() * preprocessing.height();
        for (int channel = 0; channel < channels; channel++) {
            int plane = reversed ? channels - 1 - channel : channel;
            double mean = preprocessing.mean().get(channel);
            double std = preprocessing.std().get(channel);
            for (int i = 0; i < area; i++) {
                int value = pixels[plane * area + i] & 0xff;
                to.put((float) ((value * preprocessing.scale() - mean) / std));
            }
        }
    }

    /** What a system with such a model directory may differ by, as a part of the greatest logit. */
    static double tolerance(TestedSystem system, ModelManifest manifest) {
        if (system.isQuantised()) {
            return QUANTISED;
        }
        return manifest.edges().stream()
                .filter(edge -> edge.fromStage() > 0)
                .mapToDouble(edge -> TOLERANCE.getOrDefault(edge.wire().name(), 1e-4))
                .max()
                .orElse(1e-4);
    }

    /**
     * Compares answers that name all classes.
     *
     * @return how near they are, in a line
     * @throws LabException if one is too far off
     */
    String require(TestedSystem system, List<Feed.Answer> answers, double tolerance) {
        double worst = 0;
        List<String> others = new ArrayList<>();
        for (Feed.Answer answer : answers) {
            String picture = Feed.pictureOf(answer.id());
            worst = Math.max(worst, difference(logits.get(picture), answer.top()));
            if (best(logits.get(picture)) != answer.top().get(0).getClassIndex()) {
                others.add(picture);
            }
        }
        String line =
                String.format(
                        Locale.ROOT,
                        "%s: logits of %d pictures differ from the unsplit network's by at most %.1e of the greatest, allowed %.1e%s",
                        system.id(),
                        answers.size(),
                        worst,
                        tolerance,
                        others.isEmpty() ? "; the same top-1" : "; another top-1 for " + others);
        if (!(worst <= tolerance)) {
            throw new LabException(line);
        }
        return line;
    }

    private static int best(double[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** The greatest difference, as a part of the greatest expected value. */
    static double difference(double[] expected, List<ClassProbability> all) {
        if (all.size() != expected.length) {
            throw new LabException(
                    "a prediction names " + all.size() + " of " + expected.length + " classes");
        }
        double[] actual = new double[expected.length];
        all.forEach(entry -> actual[entry.getClassIndex()] = Math.log(entry.getProbability()));
        double expectedMean = mean(expected);
        double actualMean = mean(actual);
        double greatest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            double value = expected[i] - expectedMean;
            greatest = Math.max(greatest, Math.abs(value));
            difference = Math.max(difference, Math.abs(actual[i] - actualMean - value));
        }
        return difference / greatest;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
