package org.decnn.rewrite.structure;

import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel.GlobalAveragePool;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Window;

/**
 * Residual networks (He et al. 2015): torchvision's for ImageNet (its V1.5, the stride in the 3×3),
 * and those for CIFAR with a projection where the shape changes.
 *
 * @param base channels of the stem and of the first stage's 3×3 convolutions
 * @param blocks in each stage; at width 1 each has twice the channels of the one before
 */
record ResNet(Stem stem, Block block, int base, int... blocks) implements Architecture {

    enum Stem {
        /** 7×7 with stride 2, and a max pooling with stride 2. */
        IMAGENET,
        /** 3×3. */
        CIFAR
    }

    enum Block {
        /** Two 3×3. */
        BASIC,
        /** 1×1, 3×3, and a 1×1 to four times the channels. */
        BOTTLENECK
    }

    @Override
    public int stages() {
        return blocks.length;
    }

    @Override
    public int stride() {
        int stages = 1 << (blocks.length - 1);
        return stem == Stem.IMAGENET ? 4 * stages : stages;
    }

    @Override
    public String lastStrided() {
        return "layer" + blocks.length + ".0.conv" + (block == Block.BOTTLENECK ? 2 : 1);
    }

    @Override
    public Shuffles usualShuffles() {
        return Shuffles.STRIDES;
    }

    @Override
    public Network draw(Draft draft, int classes) {
        String x = stem(draft, draft.decoupling().channels("conv1", 1, base));
        for (int stage = 1; stage <= blocks.length; stage++) {
            String layer = "layer" + stage;
            int width = draft.decoupling().channels(layer, stage, base << (stage - 1));
            for (int i = 0; i < blocks[stage - 1]; i++) {
                int stride = stage > 1 && i == 0 ? 2 : 1;
                x = block(draft, layer + "." + i, width, stride, x);
                boolean endsStage = i == blocks[stage - 1] - 1;
                boolean endsNetwork = endsStage && stage == blocks.length;
                if (endsStage && !endsNetwork && draft.decoupling().shufflesStages()) {
                    x = draft.shuffle(layer + ".shuffle", x);
                } else if (!endsStage && draft.decoupling().shufflesBlocks()) {
                    x = draft.shuffle(layer + "." + i + ".shuffle", x);
                }
            }
        }
        x = draft.flatten(draft.layer("avgpool", new GlobalAveragePool(), x));
        return draft.network(draft.linear("fc", classes, x));
    }

    private String stem(Draft draft, int width) {
        boolean imagenet = stem == Stem.IMAGENET;
        Window window = imagenet ? Window.square(7, 2, 3) : Window.square(3, 1, 1);
        String conv = draft.stem("conv1", width, window, false, Network.INPUT);
        String x = draft.batchNormRelu("bn1", "relu", conv);
        return imagenet ? draft.layer("maxpool", new MaxPool(Window.square(3, 2, 1)), x) : x;
    }

    private String block(Draft draft, String name, int width, int stride, String from) {
        boolean bottleneck = block == Block.BOTTLENECK;
        int outputs = bottleneck ? 4 * width : width;
        String x = from;
        if (bottleneck) {
            x = convBn(draft, name, 1, width, Window.square(1, 1, 0), x);
            x = draft.layer(name + ".relu1", new Relu(), x);
            x = convBn(draft, name, 2, width, Window.square(3, stride, 1), x);
            x = mixed(draft, stride, draft.layer(name + ".relu2", new Relu(), x));
            x = convBn(draft, name, 3, outputs, Window.square(1, 1, 0), x);
        } else {
            x = convBn(draft, name, 1, width, Window.square(3, stride, 1), x);
            x = mixed(draft, stride, draft.layer(name + ".relu1", new Relu(), x));
            x = convBn(draft, name, 2, outputs, Window.square(3, 1, 1), x);
        }
        String sum =
                draft.layer(
                        name + ".add", new Add(), x, shortcut(draft, name, outputs, stride, from));
        return draft.layer(name + ".relu", new Relu(), sum);
    }

    private static String mixed(Draft draft, int stride, String from) {
        return stride > 1 && draft.decoupling().shufflesStrides()
                ? draft.shuffle(from + ".shuffle", from)
                : from;
    }

    private static String convBn(
            Draft draft, String block, int number, int outputs, Window window, String from) {
        String conv = draft.grouped(block + ".conv" + number, outputs, window, false, from);
        return draft.batchNorm(block + ".bn" + number, conv);
    }

    /** The block's input, projected where its shape is not the output's. */
    private static String shortcut(
            Draft draft, String block, int outputs, int stride, String from) {
        if (stride == 1 && draft.shapeOf(from).channels() == outputs) {
            return from;
        }
        Window window = Window.square(1, stride, 0);
        String conv = draft.grouped(block + ".downsample.0", outputs, window, false, from);
        return draft.batchNorm(block + ".downsample.1", conv);
    }
}
