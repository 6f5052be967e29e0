package org.decnn.rewrite.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Joining.Concat;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.Renumbering.Flatten;
import org.decnn.model.network.Renumbering.Select;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;
import org.decnn.model.network.Window;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.deeplearning4j.preprocessors.ReshapePreprocessor;
import org.nd4j.linalg.activations.IActivation;

/**
 * Translates a DL4J model to a network, layer by layer. Our tensors are NCHW whatever DL4J's format
 * is; a layer's activation is a layer of its own, after it.
 */
final class Dl4jTranslator {

    private final ImportedModel model;
    private final NetworkDraft draft;

    /** By the name of DL4J's layer. */
    private final Map<String, Activation> activations = new HashMap<>();

    Dl4jTranslator(ImportedModel model) {
        this.model = model;
        this.draft = new NetworkDraft(model.input());
    }

    /**
     * @throws NetworkException naming the layer, its type and the remedy, if it is not supported
     */
    Network network() {
        activations.put(model.inputName(), Activation.of(Network.INPUT));
        String output = null;
        for (ImportedLayer layer : model.layers()) {
            try {
                Activation y = translate(layer);
                activations.put(layer.name(), y);
                if (layer.name().equals(model.output())) {
                    output = inOrder(layer, y.unpadded()).tensor();
                }
            } catch (IllegalArgumentException e) {
                throw model.refusal(layer, e.getMessage());
            }
        }
        if (output == null) {
            throw ImportedModel.error(model.file(), "it has no layer; give an image classifier");
        }
        return draft.network(model.name(), output);
    }

    private Activation translate(ImportedLayer layer) {
        Object what = layer.configuration();
        if (what instanceof ElementWiseVertex vertex) {
            return elementWise(layer, vertex);
        } else if (what instanceof MergeVertex vertex) {
            return merged(layer, vertex);
        }
        Activation x = activations.get(layer.inputs().get(0));
        if (what instanceof PreprocessorVertex vertex) {
            return preProcessed(layer.name(), vertex.getPreProcessor(), x);
        }
        return translate(layer, preProcessed(layer.name() + ".flatten", layer.preProcessor(), x));
    }

    /** Types are told exactly: those of other dimensions extend those of two. */
    private Activation translate(ImportedLayer layer, Activation x) {
        Object what = layer.configuration();
        Class<?> type = what.getClass();
        if (type == ConvolutionLayer.class || type == Convolution2D.class) {
            return convolution(layer, (ConvolutionLayer) what, x);
        } else if (what instanceof DepthwiseConvolution2D depthwise) {
            return depthwise(layer, depthwise, x);
        } else if (what instanceof SeparableConvolution2D separable) {
            return separable(layer, separable, x);
        } else if (type == SubsamplingLayer.class || type == Pooling2D.class) {
            return pooled(layer, (SubsamplingLayer) what, x);
        } else if (what instanceof GlobalPoolingLayer pooling) {
            return globallyPooled(layer, pooling, x);
        } else if (what instanceof ZeroPaddingLayer padding) {
            int[] sides = padding.getPadding(); // top, bottom, left, right
            return x.padded(new ZeroPadding(sides[0], sides[1], sides[2], sides[3]));
        } else if (what instanceof BatchNormalization norm) {
            return batchNorm(layer, norm, x);
        } else if (type == DenseLayer.class && !((DenseLayer) what).hasLayerNorm()) {
            return dense(layer, ((DenseLayer) what).getActivationFn(), x);
        } else if (type == OutputLayer.class) {
            return dense(layer, ((OutputLayer) what).getActivationFn(), x);
        } else if (what instanceof LossLayer loss) {
            return activated(layer.name(), x, loss.getActivationFn());
        } else if (what instanceof CnnLossLayer loss) {
            return activated(layer.name(), x, loss.getActivationFn());
        } else if (what instanceof ActivationLayer activation) {
            return activated(layer.name(), x, activation.getActivationFn());
        } else if (what instanceof DropoutLayer) {
            return x;
        }
        throw new IllegalArgumentException("this type is not supported");
    }

    private Activation preProcessed(String name, InputPreProcessor preProcessor, Activation x) {
        boolean vector = draft.shape(x.tensor()).isVector();
        if (preProcessor == null) {
            return x;
        } else if (preProcessor.getClass() == CnnToFeedForwardPreProcessor.class) {
            CNN2DFormat format = ((CnnToFeedForwardPreProcessor) preProcessor).getFormat();
            return vector ? x : flattened(name, format, x);
        } else if (preProcessor instanceof FeedForwardToCnnPreProcessor
                && x.tensor().equals(Network.INPUT)) {
            return x;
        } else if (preProcessor instanceof ReshapePreprocessor reshape
                && vector
                && reshape.getTargetShape().length == 1) {
            return x;
        }
        throw new IllegalArgumentException(
                "its input's " + preProcessor.getClass().getSimpleName() + " is not supported");
    }

    private Activation flattened(String name, CNN2DFormat format, Activation x) {
        TensorShape map = draft.shape(x.tensor());
        String vector = add(name, new Flatten(), x.unpadded());
        int[] order = format == CNN2DFormat.NHWC ? Activation.pixelByPixel(map) : null;
        return new Activation(vector, ZeroPadding.NONE, order);
    }

    private Activation convolution(ImportedLayer layer, ConvolutionLayer conf, Activation x) {
        Tensor weight = layer.weights().get(ConvolutionParamInitializer.WEIGHT_KEY);
        float[] bias = layer.values(ConvolutionParamInitializer.BIAS_KEY);
        Activation y = convolved(layer.name(), 1, window(conf, x), weight, bias, x);
        return activated(layer, conf.getActivationFn(), y);
    }

    private Activation depthwise(ImportedLayer layer, DepthwiseConvolution2D conf, Activation x) {
        Tensor weight =
                layer.weights().get(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY);
        float[] bias = layer.values(SeparableConvolutionParamInitializer.BIAS_KEY);
        Activation y =
                convolved(
                        layer.name(),
                        weight.dim(2),
                        window(conf, x),
                        WeightLayouts.ofDepthwise(weight),
                        bias,
                        x);
        return activated(layer, conf.getActivationFn(), y);
    }

    /** One convolution in each channel, then a 1×1 convolution across them. */
    private Activation separable(ImportedLayer layer, SeparableConvolution2D conf, Activation x) {
        Tensor depthwise =
                layer.weights().get(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY);
        Tensor pointwise =
                layer.weights().get(SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY);
        float[] bias = layer.values(SeparableConvolutionParamInitializer.BIAS_KEY);
        Activation between =
                convolved(
                        layer.name() + ".depthwise",
                        depthwise.dim(1),
                        window(conf, x),
                        WeightLayouts.ofSeparable(depthwise),
                        new float[0],
                        x);
        Activation y = convolved(layer.name(), 1, Window.square(1, 1, 0), pointwise, bias, between);
        return activated(layer, conf.getActivationFn(), y);
    }

    private Activation convolved(
            String name, int groups, Window window, Tensor weight, float[] bias, Activation x) {
        return Activation.of(add(name, new Conv(groups, window, weight, bias), x));
    }

    private Window window(ConvolutionLayer conf, Activation x) {
        return new SlidingWindow(
                        conf.getKernelSize(),
                        conf.getStride(),
                        conf.getPadding(),
                        conf.getDilation(),
                        conf.getConvolutionMode())
                .over(draft.shape(x.tensor()), x.zeros());
    }

    private Activation pooled(ImportedLayer layer, SubsamplingLayer conf, Activation x) {
        Operation pool =
                Pooling.of(conf, draft.shape(x.tensor()), x.zeros(), draft.isRectified(x.tensor()));
        return Activation.of(add(layer.name(), pool, x));
    }

    private Activation globallyPooled(ImportedLayer layer, GlobalPoolingLayer conf, Activation x) {
        Operation pool = Pooling.of(conf, draft.shape(x.tensor()), model.format());
        Activation y = Activation.of(add(layer.name(), pool, x.unpadded()));
        return conf.isCollapseDimensions()
                ? Activation.of(add(layer.name() + ".flatten", new Flatten(), y))
                : y;
    }

    private Activation batchNorm(ImportedLayer layer, BatchNormalization conf, Activation padded) {
        Activation x = padded.unpadded();
        float[] mean = layer.values(BatchNormalizationParamInitializer.GLOBAL_MEAN);
        float[] variance = layer.values(BatchNormalizationParamInitializer.GLOBAL_VAR);
        if (conf.isUseLogStd()) {
            variance = layer.values(BatchNormalizationParamInitializer.GLOBAL_LOG_STD).clone();
            for (int i = 0; i < variance.length; i++) {
                variance[i] = (float) Math.pow(10, 2 * variance[i]);
            }
        }
        float[] gamma = layer.values(BatchNormalizationParamInitializer.GAMMA);
        float[] beta = layer.values(BatchNormalizationParamInitializer.BETA);
        if (conf.isLockGammaBeta()) {
            // DL4J multiplies and adds only if neither would leave the value as it is.
            boolean isApplied = conf.getGamma() != 1 && conf.getBeta() != 0;
            gamma = filled(mean.length, isApplied ? conf.getGamma() : 1);
            beta = filled(mean.length, isApplied ? conf.getBeta() : 0);
        }
        BatchNorm norm =
                new BatchNorm(
                        x.inOurOrder(gamma),
                        x.inOurOrder(beta),
                        x.inOurOrder(mean),
                        x.inOurOrder(variance),
                        (float) conf.getEps());
        return x.as(add(layer.name(), norm, x));
    }

    private static float[] filled(int length, double value) {
        float[] values = new float[length];
        Arrays.fill(values, (float) value);
        return values;
    }

    private Activation dense(ImportedLayer layer, IActivation activation, Activation x) {
        Tensor weight = layer.weights().get(DefaultParamInitializer.WEIGHT_KEY);
        float[] bias = layer.values(DefaultParamInitializer.BIAS_KEY);
        Linear linear = new Linear(WeightLayouts.ofDense(weight, x), bias);
        Activation y = Activation.of(add(layer.name(), linear, x.unpadded()));
        return activated(layer, activation, y);
    }

    /** The layer's own activation function, after its operation. */
    private Activation activated(ImportedLayer layer, IActivation function, Activation x) {
        return activated(layer.name() + ".activation", x, function);
    }

    private Activation activated(String name, Activation x, IActivation function) {
        return ActivationFunction.operation(function, draft.shape(x.tensor()).isVector())
                .map(operation -> x.as(add(name, operation, x)))
                .orElse(x);
    }

    private Activation elementWise(ImportedLayer layer, ElementWiseVertex vertex) {
        if (vertex.getOp() != ElementWiseVertex.Op.Add) {
            throw new IllegalArgumentException("operation " + vertex.getOp() + " is not supported");
        }
        return joined(layer, new Add());
    }

    private Activation merged(ImportedLayer layer, MergeVertex vertex) {
        boolean vectors = draft.shape(activations.get(layer.inputs().get(0)).tensor()).isVector();
        int channels = model.format() == CNN2DFormat.NHWC && !vectors ? 3 : 1;
        if (vertex.getMergeAxis() != channels && vertex.getMergeAxis() != -1) {
            throw new IllegalArgumentException(
                    "joining along axis " + vertex.getMergeAxis() + " is not supported");
        }
        return joined(layer, new Concat());
    }

    private Activation joined(ImportedLayer layer, Operation operation) {
        List<String> tensors = new ArrayList<>();
        for (String input : layer.inputs()) {
            tensors.add(inOrder(layer, activations.get(input).unpadded()).tensor());
        }
        return Activation.of(draft.add(layer.name(), operation, tensors));
    }

    private String add(String name, Operation operation, Activation x) {
        return draft.add(name, operation, List.of(x.tensor()));
    }

    /** The activation in DL4J's own order. */
    private Activation inOrder(ImportedLayer layer, Activation x) {
        return x.order() == null
                ? x
                : Activation.of(add(layer.name() + ".order", new Select(x.order()), x));
    }
}
