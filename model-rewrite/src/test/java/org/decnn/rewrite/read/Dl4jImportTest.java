package org.decnn.rewrite.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.decnn.rewrite.read.Pictures.assertClose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.Network;
import org.decnn.model.network.TensorShape;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SmallNetworks;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jImportTest {

    @TempDir Path folder;

    @Test
    void aChainOfFlatPicturesKnowsItsInputsSize() throws Exception {
        MultiLayerNetwork chain =
                new MultiLayerNetwork(chain(InputType.convolutionalFlat(9, 11, 2)));

        Network network = imported(chain, OptionalInt.empty());

        assertThat(network.input()).isEqualTo(TensorShape.image(2, 9, 11));
        float[] picture = SmallNetworks.randomInput(network, 1);
        INDArray flat = Nd4j.createFromArray(picture).reshape(1, picture.length);
        assertClose(ReferenceForward.run(network, picture), chain.output(flat).data().asFloat());
    }

    @Test
    void aChainAnswersAsDl4jDoes() throws Exception {
        MultiLayerNetwork chain = new MultiLayerNetwork(chain(InputType.convolutional(10, 10, 2)));

        Network network = imported(chain, OptionalInt.of(10));

        float[] picture = SmallNetworks.randomInput(network, 2);
        INDArray expected = chain.output(Pictures.channelsFirst(network, picture));
        assertClose(ReferenceForward.run(network, picture), expected.dup('c').data().asFloat());
        assertClose(inOnnxRuntime(network, picture), expected.dup('c').data().asFloat());
    }

    @Test
    void aChainWhoseChannelsComeLastAnswersAsDl4jDoes() throws Exception {
        InputType input = InputType.convolutional(10, 10, 2, CNN2DFormat.NHWC);
        MultiLayerNetwork chain = new MultiLayerNetwork(chain(input));

        Network network = imported(chain, OptionalInt.of(10));

        float[] picture = SmallNetworks.randomInput(network, 2);
        INDArray expected = chain.output(Pictures.channelsLast(network, picture));
        assertClose(ReferenceForward.run(network, picture), expected.dup('c').data().asFloat());
    }

    @Test
    void aGraphAnswersAsDl4jDoes() throws Exception {
        ComputationGraph graph = new ComputationGraph(graph());

        Network network = imported(graph, OptionalInt.of(12));

        float[] picture = SmallNetworks.randomInput(network, 3);
        INDArray expected = graph.outputSingle(Pictures.channelsFirst(network, picture));
        assertClose(ReferenceForward.run(network, picture), expected.dup('c').data().asFloat());
        assertClose(inOnnxRuntime(network, picture), expected.dup('c').data().asFloat());
    }

    private static MultiLayerConfiguration chain(InputType input) {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(5).padding(1, 1).build())
                .layer(new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).build())
                .layer(
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                                .kernelSize(3, 3)
                                .stride(2, 2)
                                .padding(1, 1)
                                .build())
                .layer(new ConvolutionLayer.Builder(2, 3).nOut(4).hasBias(false).build())
                .layer(
                        new BatchNormalization.Builder()
                                .lockGammaBeta(true)
                                .gamma(1.5)
                                .beta(0.5)
                                .build())
                .layer(new DropoutLayer(0.5))
                .layer(new DenseLayer.Builder().nOut(6).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(input)
                .build();
    }

    private static ComputationGraphConfiguration graph() {
        return new NeuralNetConfiguration.Builder()
                .seed(2)
                .activation(Activation.IDENTITY)
                .graphBuilder()
                .addInputs("pictures")
                .layer("pad", new ZeroPaddingLayer(1, 2, 0, 3), "pictures")
                .layer("conv1", new ConvolutionLayer.Builder(3, 3).nOut(6).build(), "pad")
                .layer("relu", new ActivationLayer(Activation.RELU6), "conv1")
                .layer("conv2", same(6, 1), "relu")
                .layer("bn", new BatchNormalization.Builder().build(), "conv2")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "relu", "bn")
                .layer("down", same(4, 2), "add")
                .layer(
                        "pool",
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                                .kernelSize(3, 3)
                                .stride(2, 2)
                                .convolutionMode(ConvolutionMode.Same)
                                .build(),
                        "add")
                .layer("average_pad", new ZeroPaddingLayer(1, 1), "add")
                .layer(
                        "average",
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                                .kernelSize(3, 3)
                                .stride(2, 2)
                                .build(),
                        "average_pad")
                .addVertex("merge", new MergeVertex(), "down", "pool", "average")
                .layer("global", new GlobalPoolingLayer(PoolingType.AVG), "merge")
                .layer("dense", new DenseLayer.Builder().nOut(4).build(), "global")
                .layer(
                        "loss",
                        new LossLayer.Builder().activation(Activation.SOFTMAX).build(),
                        "dense")
                .setOutputs("loss")
                .setInputTypes(InputType.convolutional(12, 12, 3))
                .build();
    }

    private static ConvolutionLayer same(int outputs, int stride) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(outputs)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }

    private Network imported(Model model, OptionalInt inputSize) throws Exception {
        model.init();
        // Biases and running means begin at zero, which would hide what is done to them.
        model.params().addi(Nd4j.rand(model.params().shape()).muli(0.1));
        Path file = folder.resolve("model.zip");
        ModelSerializer.writeModel(model, file.toFile(), false);
        return NetworkFiles.read(file, inputSize).network();
    }

    private float[] inOnnxRuntime(Network network, float[] picture) throws Exception {
        Path onnx = folder.resolve("network.onnx");
        new NetworkFile(network, Optional.empty()).write(onnx);
        return OnnxRuntimeForward.run(Files.readAllBytes(onnx), picture);
    }
}
