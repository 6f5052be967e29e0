package org.decnn.rewrite.structure;

import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.PerChannel.MaxPool;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Window;

/**
 * VGG with batch norm (Simonyan and Zisserman 2014), as torchvision's without its dropout: 3×3
 * convolutions with bias, a pooling after each stage, three fully connected layers. The stem is the
 * first convolution.
 *
 * @param convolutions in each stage
 */
record Vgg(int... convolutions) implements Architecture {

    /** Channels of each stage at width 1. */
    private static final int[] BASE = {64, 128, 256, 512, 512};

    /** Outputs of the hidden fully connected layers, whatever the width. */
    private static final int HIDDEN = 4096;

    private static final Window KERNEL = Window.square(3, 1, 1);

    @Override
    public int stages() {
        return convolutions.length;
    }

    @Override
    public int stride() {
        return 1 << convolutions.length;
    }

    @Override
    public String lastStrided() {
        int layers = 0;
        for (int count : convolutions) {
            layers += 3 * count + 1;
        }
        return "features." + (layers - 1);
    }

    /** It has no strided blocks. */
    @Override
    public Shuffles usualShuffles() {
        return Shuffles.STAGES;
    }

    @Override
    public Network draw(Draft draft, int classes) {
        if (draft.decoupling().shufflesStrides()) {
            throw new NetworkException(
                    "a VGG has no strided convolutions to shuffle after:"
                            + " give --shuffles stages, blocks or none");
        }
        String x = Network.INPUT;
        int number = 0; // torchvision's, in which a shuffle does not count
        for (int stage = 0; stage < convolutions.length; stage++) {
            for (int i = 0; i < convolutions[stage]; i++) {
                boolean stem = number == 0;
                String name = "features." + number;
                int outputs = draft.decoupling().channels(name, stage + 1, BASE[stage]);
                x =
                        stem
                                ? draft.stem(name, outputs, KERNEL, true, x)
                                : draft.grouped(name, outputs, KERNEL, true, x);
                x = draft.batchNormRelu("features." + (number + 1), "features." + (number + 2), x);
                number += 3;
                // A dense stem's channels are mixed already.
                boolean endsStage = i == convolutions[stage] - 1;
                if (!stem && !endsStage && draft.decoupling().shufflesBlocks()) {
                    x = draft.shuffle("features." + (number - 1) + ".shuffle", x);
                }
            }
            String pool = "features." + number++;
            x = draft.layer(pool, new MaxPool(Window.square(2, 2, 0)), x);
            if (stage < convolutions.length - 1 && draft.decoupling().shufflesStages()) {
                x = draft.shuffle(pool + ".shuffle", x);
            }
        }
        x = draft.linear("classifier.0", HIDDEN, draft.flatten(x));
        x = draft.layer("classifier.1", new Relu(), x);
        x = draft.linear("classifier.3", HIDDEN, x);
        x = draft.layer("classifier.4", new Relu(), x);
        return draft.network(draft.linear("classifier.6", classes, x));
    }
}
