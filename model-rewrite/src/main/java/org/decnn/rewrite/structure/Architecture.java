package org.decnn.rewrite.structure;

import org.decnn.model.network.Network;

/** A family of networks, drawn at any decoupling. */
sealed interface Architecture permits ResNet, Vgg {

    /** Stages, each of which may have a width of its own. */
    int stages();

    /** Pixels of the input's height for one of the last feature map's. */
    int stride();

    /** The layer that the last of the strides is in. */
    String lastStrided();

    /** What mixes its groups if nothing else is asked for. */
    Shuffles usualShuffles();

    /** Adds all layers to an empty draft. */
    Network draw(Draft draft, int classes);
}
