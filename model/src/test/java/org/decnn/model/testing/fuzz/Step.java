package org.decnn.model.testing.fuzz;

import java.util.List;
import java.util.stream.Stream;

/** A kind of move: adds some layers that read tensors which are there. */
interface Step {

    List<Step> ALL =
            Stream.of(
                            WeightedStep.values(),
                            PerChannelStep.values(),
                            AcrossChannelsStep.values(),
                            RenumberingStep.values(),
                            JoiningStep.values(),
                            // Most of what a network has.
                            WeightedStep.values(),
                            JoiningStep.values())
                    .<Step>flatMap(Stream::of)
                    .toList();

    /**
     * Gives the last layer's name.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    String grow(Growth net, Choices choices);
}
