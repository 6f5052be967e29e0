package org.decnn.rewrite.structure;

import java.util.Locale;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.network.TensorShape;
import org.decnn.rewrite.structure.ResNet.Block;
import org.decnn.rewrite.structure.ResNet.Stem;

/** The networks that are made from nothing. */
public enum Structure {
    RESNET50(224, 1000, new ResNet(Stem.IMAGENET, Block.BOTTLENECK, 64, 3, 4, 6, 3)),
    RESNET34(224, 1000, new ResNet(Stem.IMAGENET, Block.BASIC, 64, 3, 4, 6, 3)),
    RESNET20(32, 10, new ResNet(Stem.CIFAR, Block.BASIC, 16, 3, 3, 3)),
    RESNET56(32, 10, new ResNet(Stem.CIFAR, Block.BASIC, 16, 9, 9, 9)),
    VGG16(224, 1000, new Vgg(2, 2, 3, 3, 3));

    private final int input;
    private final int classes;
    private final Architecture architecture;

    Structure(int input, int classes, Architecture architecture) {
        this.input = input;
        this.classes = classes;
        this.architecture = architecture;
    }

    /** Height and width of the pictures that it is usually for. */
    public int usualInput() {
        return input;
    }

    /** Classes that it usually tells apart. */
    public int usualClasses() {
        return classes;
    }

    /** What mixes its groups if nothing else is asked for. */
    public Shuffles usualShuffles() {
        return architecture.usualShuffles();
    }

    /**
     * The network over RGB pictures, with every weight zero and every batch norm the identity.
     *
     * @param classes length of the answer
     * @param input height and width of the picture, in pixels
     * @throws NetworkException naming the layer and the remedy, if the groups, the widths or the
     *     input do not fit
     */
    public Network blank(Decoupling decoupling, int classes, int input) {
        if (classes < 1) {
            throw new NetworkException(
                    "a classifier tells 1 class or more apart, not " + classes + ": ask for more");
        }
        if (input < architecture.stride()) {
            throw new NetworkException(
                    "layer '"
                            + architecture.lastStrided()
                            + "': up to it the strides divide the input by "
                            + architecture.stride()
                            + ", which leaves nothing of "
                            + input
                            + " pixels: use an input of "
                            + architecture.stride()
                            + " or more");
        }
        decoupling.requireWidthsOf(architecture.stages());
        String name = name().toLowerCase(Locale.ROOT) + decoupling.suffix();
        TensorShape picture = TensorShape.image(3, input, input);
        return architecture.draw(new Draft(name, picture, decoupling), classes);
    }
}
