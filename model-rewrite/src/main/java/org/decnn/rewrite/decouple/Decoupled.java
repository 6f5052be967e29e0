package org.decnn.rewrite.decouple;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.decnn.model.network.Layer;
import org.decnn.model.network.Network;
import org.decnn.model.network.Weighted.Conv;
import org.decnn.rewrite.data.DataException;
import org.decnn.rewrite.decouple.partition.Assignment;
import org.decnn.rewrite.decouple.partition.Partition;
import org.decnn.rewrite.decouple.partition.Problem;
import org.decnn.rewrite.decouple.refit.Errors;
import org.decnn.rewrite.decouple.refit.Refit;

/**
 * A dense network in its decoupled form.
 *
 * @param assignment which original channel stands where
 * @param network whose layers have the original's names; shuffles come in between
 * @param errors of each refitted convolution or linear layer; empty before {@link #refit}
 */
public record Decoupled(
        DecoupledForm form, Assignment assignment, Network network, Map<String, Errors> errors) {

    private static final int STARTS = 32;
    private static final int LEAST_PICTURES = 8;

    /**
     * Assigns the network's channels to groups so that as much weight energy as possible is kept,
     * and takes over the weights that connect channels of one group.
     *
     * @param seed of the search; the same gives the same network
     */
    public static Decoupled of(DecoupledForm form, long seed) {
        return of(form, Partition.search(problem(form), seed, STARTS));
    }

    /** The same with a given assignment. */
    public static Decoupled of(DecoupledForm form, Assignment assignment) {
        return new Decoupled(form, assignment, KeptWeights.in(form, assignment), Map.of());
    }

    /** What the assignment is to keep the most of: squared weights. */
    public static Problem problem(DecoupledForm form) {
        return form.problem(layer -> Energy.of(form.network(), layer));
    }

    /**
     * Refits the grouped convolutions and the classifier to what the original's layers give for
     * some pictures. What is whole already stays bit for bit.
     *
     * @param pictures inputs of the network, one array a picture
     * @param strength of the ridge as a share of the mean input energy, 0 to choose it by held-out
     *     error
     * @param seed of the places in the pictures that are looked at
     * @param eachLayer called after each of the network's layers
     * @throws DataException if there are too few pictures
     */
    public Decoupled refit(float[][] pictures, double strength, long seed, Runnable eachLayer) {
        if (pictures.length < LEAST_PICTURES) {
            throw new DataException(
                    pictures.length
                            + " pictures are too few to refit a network with: give "
                            + LEAST_PICTURES
                            + " or more, better 1000");
        }
        Refit refit =
                Refit.run(
                        form.network(),
                        network,
                        channels(),
                        wholeLayers(),
                        pictures,
                        strength,
                        seed,
                        eachLayer);
        return new Decoupled(form, assignment, refit.network(), refit.errors());
    }

    private Map<String, int[]> channels() {
        Map<String, int[]> channels = new HashMap<>();
        for (Layer layer : form.network().layers()) {
            form.written(layer.name(), assignment)
                    .ifPresent(slots -> channels.put(layer.name(), slots));
        }
        return channels;
    }

    /** The split convolutions that keep every connection whose weights are not all zero. */
    private Set<String> wholeLayers() {
        return form.network().layers().stream()
                .filter(form::isSplit)
                .filter(this::isWhole)
                .map(Layer::name)
                .collect(Collectors.toSet());
    }

    private boolean isWhole(Layer layer) {
        double[][] energy = Energy.ofWeights((Conv) layer.operation());
        int[] inputs = form.read(layer.inputs().get(0), assignment).orElseThrow();
        int[] outputs = form.written(layer.name(), assignment).orElseThrow();
        int groupInputs = inputs.length / form.groups();
        int groupOutputs = outputs.length / form.groups();
        for (int slot = 0; slot < outputs.length; slot++) {
            double[] missing = energy[outputs[slot]].clone();
            int first = slot / groupOutputs * groupInputs;
            for (int input = first; input < first + groupInputs; input++) {
                missing[inputs[input]] = 0;
            }
            if (Arrays.stream(missing).anyMatch(value -> value > 0)) {
                return false;
            }
        }
        return true;
    }

    /** The share of its weight energy that each split convolution keeps, in the network's order. */
    public Map<String, Double> keptEnergy() {
        Problem problem = problem(form);
        Map<String, Double> kept = new LinkedHashMap<>();
        for (Problem.Link link : problem.links()) {
            double total = link.total();
            kept.put(link.name(), total == 0 ? 1 : problem.kept(link, assignment) / total);
        }
        return kept;
    }

    /** The same, unwatched. */
    public Decoupled refit(float[][] pictures, double strength, long seed) {
        return refit(pictures, strength, seed, () -> {});
    }

    /** What a report says of the rewriting. */
    public RewriteRecord record() {
        Map<String, Double> kept = keptEnergy();
        List<RewriteRecord.LayerRecord> layers =
                network.layers().stream()
                        .map(Layer::name)
                        .filter(name -> kept.containsKey(name) || errors.containsKey(name))
                        .map(
                                name ->
                                        RewriteRecord.LayerRecord.of(
                                                name,
                                                kept.getOrDefault(name, 1.0),
                                                errors.get(name)))
                        .toList();
        return new RewriteRecord(
                form.groups(), form.width(), form.placement(), form.rounded(), layers);
    }
}
