package org.decnn.rewrite.decouple.refit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.decnn.model.network.Joining.Add;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.PerChannel.BatchNorm;
import org.decnn.model.network.PerChannel.Relu;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.model.network.Weighted.Linear;

/**
 * Layers that are refitted together, because a tensor is their sum: the convolutions that are added
 * at the end of a residual block, or one convolution or linear layer alone.
 *
 * @param target the tensor that they give, before its activation
 * @param others tensors that are added to it and stay as they are
 * @param rectified whether a ReLU alone reads the tensor, so that what is negative is all one
 */
record Unit(List<Branch> branches, String target, List<String> others, boolean rectified) {

    /** A weighted layer, and the batch norm that alone reads it. */
    record Branch(String weighted, Optional<String> norm) {
        String output() {
            return norm.orElse(weighted);
        }
    }

    /**
     * The units of a network, in its order.
     *
     * @param refitted which weighted layers are to be refitted
     */
    static List<Unit> of(Network network, Predicate<Layer> refitted) {
        List<Unit> units = new ArrayList<>();
        List<Branch> open = new ArrayList<>();
        for (Layer layer : network.layers()) {
            boolean weighted =
                    layer.operation() instanceof Conv || layer.operation() instanceof Linear;
            if (weighted && refitted.test(layer)) {
                Branch branch = branch(network, layer.name());
                if (adder(network, branch).isEmpty()) {
                    units.add(unit(network, List.of(branch), branch.output(), List.of()));
                } else {
                    open.add(branch);
                }
            }
            if (layer.operation() instanceof Add) {
                List<Branch> added =
                        open.stream()
                                .filter(branch -> layer.inputs().contains(branch.output()))
                                .toList();
                if (!added.isEmpty()) {
                    List<String> outputs = added.stream().map(Branch::output).toList();
                    units.add(
                            unit(
                                    network,
                                    added,
                                    layer.name(),
                                    layer.inputs().stream()
                                            .filter(input -> !outputs.contains(input))
                                            .toList()));
                }
            }
        }
        return units;
    }

    private static Unit unit(
            Network network, List<Branch> branches, String target, List<String> others) {
        List<Layer> readers = network.readersOf(target);
        boolean rectified = readers.size() == 1 && readers.get(0).operation() instanceof Relu;
        return new Unit(branches, target, others, rectified);
    }

    private static Branch branch(Network network, String weighted) {
        List<Layer> readers = network.readersOf(weighted);
        boolean normed = readers.size() == 1 && readers.get(0).operation() instanceof BatchNorm;
        return new Branch(weighted, normed ? Optional.of(readers.get(0).name()) : Optional.empty());
    }

    /** The addition that alone reads a branch, once. */
    private static Optional<Layer> adder(Network network, Branch branch) {
        List<Layer> readers = network.readersOf(branch.output());
        // What is spread over a map is no part of a sum that has a place for each of its values.
        return readers.size() == 1
                        && readers.get(0).operation() instanceof Add
                        && network.shapeOf(readers.get(0).name())
                                .equals(network.shapeOf(branch.output()))
                        && readers.get(0).inputs().stream().filter(branch.output()::equals).count()
                                == 1
                ? Optional.of(readers.get(0))
                : Optional.empty();
    }

    /** Whether a layer is computed only when the target is. */
    boolean holds(String layer) {
        return layer.equals(target)
                || branches.stream()
                        .anyMatch(it -> it.weighted().equals(layer) || it.output().equals(layer));
    }
}
