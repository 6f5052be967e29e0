package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Operation;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Tensor;
import org.decnn.model.network.TensorShape;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Window;

/**
 * A shard's layers, so that ONNX Runtime keeps its maps in blocks of channels (NCHWc) from one
 * convolution to the next. A map that it finds in rows, or a pooling of channels that fill no whole
 * blocks, has it put back into rows, and every sum behind it with it. The results are the same to
 * the bit: what is added are layers that change nothing, and channels of zeros.
 */
public final class ChannelBlocks {

    /** Channels of a block with AVX-512; with AVX2 it is half of it. */
    static final int BLOCK = 16;

    private static final Operation UNCHANGED = new MaxPool(Window.square(1, 1, 0));

    private final ShardGraph graph;
    private final Map<String, Layer> byName = new HashMap<>();
    private final Map<String, List<Layer>> readers = new HashMap<>();

    private ChannelBlocks(ShardGraph graph) {
        this.graph = graph;
        for (Layer layer : graph.layers()) {
            byName.put(layer.name(), layer);
            layer.inputs()
                    .forEach(
                            input ->
                                    readers.computeIfAbsent(input, name -> new ArrayList<>())
                                            .add(layer));
        }
    }

    /** The graph's layers, with the same outputs. */
    public static List<Layer> of(ShardGraph graph) {
        ChannelBlocks blocks = new ChannelBlocks(graph);
        return blocks.withResidualsInBlocks(blocks.withWholeBlocksInPools());
    }

    /** Poolings of a convolution's channels get as many more, of zeros, as fill a block. */
    private List<Layer> withWholeBlocksInPools() {
        Map<String, Layer> changed = new HashMap<>();
        Map<String, TensorShape> shapes = graph.shapes();
        for (Layer layer : graph.layers()) {
            if (layer.operation() instanceof MaxPool) {
                int channels = shapes.get(layer.name()).channels();
                List<Layer> before = upToConvolution(layer);
                if (channels % BLOCK != 0 && !before.isEmpty() && onlyConvolutionsRead(layer)) {
                    int wide = (channels + BLOCK - 1) / BLOCK * BLOCK;
                    // A convolution between two poolings is widened at both ends.
                    before.forEach(
                            one ->
                                    changed.compute(
                                            one.name(),
                                            (name, was) ->
                                                    withOutputs(was == null ? one : was, wide)));
                    readers.get(layer.name())
                            .forEach(
                                    one ->
                                            changed.compute(
                                                    one.name(),
                                                    (name, was) ->
                                                            withInputs(
                                                                    was == null ? one : was,
                                                                    wide)));
                }
            }
        }
        return graph.layers().stream()
                .map(layer -> changed.getOrDefault(layer.name(), layer))
                .toList();
    }

    /** The layers between a pooling and the convolution before it; none if it is not like that. */
    private List<Layer> upToConvolution(Layer pool) {
        List<Layer> layers = new ArrayList<>();
        Layer layer = byName.get(pool.inputs().get(0));
        while (layer != null
                && readers.get(layer.name()).size() == 1
                && !graph.outputs().containsKey(layer.name())) {
            layers.add(layer);
            if (layer.operation() instanceof Conv conv) {
                return conv.groups() == 1 ? layers : List.of();
            }
            boolean passes =
                    layer.operation() instanceof Relu || layer.operation() instanceof BatchNorm;
            layer = passes ? byName.get(layer.inputs().get(0)) : null;
        }
        return List.of();
    }

    private boolean onlyConvolutionsRead(Layer layer) {
        return !graph.outputs().containsKey(layer.name())
                && readers.get(layer.name()).stream()
                        .allMatch(
                                reader ->
                                        reader.operation() instanceof Conv conv
                                                && conv.groups() == 1);
    }

    private static Layer withOutputs(Layer layer, int channels) {
        Operation operation = layer.operation();
        if (operation instanceof Conv conv) {
            int[] shape = conv.weight().shape().clone();
            shape[0] = channels;
            float[] values =
                    Arrays.copyOf(conv.weight().values(), channels * conv.weight().rowLength());
            float[] bias =
                    conv.bias().length == 0 ? conv.bias() : Arrays.copyOf(conv.bias(), channels);
            operation = new Conv(1, conv.window(), new Tensor(shape, values), bias);
        } else if (operation instanceof BatchNorm norm) {
            float[] variance = Arrays.copyOf(norm.variance(), channels);
            Arrays.fill(variance, norm.variance().length, channels, 1);
            operation =
                    new BatchNorm(
                            Arrays.copyOf(norm.gamma(), channels),
                            Arrays.copyOf(norm.beta(), channels),
                            Arrays.copyOf(norm.mean(), channels),
                            variance,
                            norm.epsilon());
        }
        return new Layer(layer.name(), operation, layer.inputs());
    }

    private static Layer withInputs(Layer layer, int channels) {
        Conv conv = (Conv) layer.operation();
        Tensor weight = conv.weight();
        int row = weight.rowLength();
        int[] shape = weight.shape().clone();
        shape[1] = channels;
        int wideRow = row / weight.dim(1) * channels;
        float[] values = new float[weight.dim(0) * wideRow];
        for (int output = 0; output < weight.dim(0); output++) {
            System.arraycopy(weight.values(), output * row, values, output * wideRow, row);
        }
        Conv wide = new Conv(1, conv.window(), new Tensor(shape, values), conv.bias());
        return new Layer(layer.name(), wide, layer.inputs());
    }

    /**
     * What comes from another graph to be added to what a convolution gives passes a pooling of one
     * pixel: that takes blocks, a sum takes what it finds.
     */
    private List<Layer> withResidualsInBlocks(List<Layer> layers) {
        List<Layer> all = new ArrayList<>();
        Set<String> pooled = new HashSet<>();
        for (Layer layer : layers) {
            List<String> inputs = new ArrayList<>();
            for (String input : layer.inputs()) {
                if (isResidual(layer, input)) {
                    String inBlocks = input + "@blocks";
                    if (pooled.add(inBlocks)) {
                        all.add(Layer.of(inBlocks, UNCHANGED, input));
                    }
                    inputs.add(inBlocks);
                } else {
                    inputs.add(input);
                }
            }
            all.add(new Layer(layer.name(), layer.operation(), inputs));
        }
        return all;
    }

    private boolean isResidual(Layer sum, String input) {
        TensorShape shape = graph.inputs().get(input);
        return sum.operation() instanceof Add
                && shape != null
                && !shape.isVector()
                && shape.channels() % BLOCK == 0
                && sum.inputs().stream().anyMatch(byName::containsKey);
    }
}
