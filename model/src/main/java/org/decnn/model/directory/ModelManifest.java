package org.decnn.model.directory;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.decnn.model.network.Ending;
import org.decnn.model.network.TensorShape;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.PictureWire;

/**
 * What {@code model.json} says: how a network is split, what its shards exchange, and which files
 * belong to it.
 *
 * @param format of this file; {@link #FORMAT} is what this version writes and reads
 * @param version of the network: the start of its checksum, unless it was given one
 * @param input shape of the network's input
 * @param picture what a decoded picture is sent to the first stage as
 * @param stem the graph that is computed where a picture is decoded, before anything is sent: stage
 *     0; none where the picture itself is sent
 * @param logits for each shard the classes that its part of the answer is for; the parts are added
 *     up
 * @param ending what is done to the sum of the logits
 * @param parameters of the whole network
 * @param macs multiply-accumulates for one image
 * @param files SHA-256 of every file but {@code model.json}, by path in the directory
 */
public record ModelManifest(
        int format,
        String name,
        String version,
        int shards,
        TensorShape input,
        Preprocessing preprocessing,
        PictureWire picture,
        int classes,
        long parameters,
        long macs,
        List<ShardEntry> stem,
        List<StageEntry> stages,
        List<Edge> edges,
        List<List<Integer>> logits,
        Ending ending,
        Map<String, String> files) {

    public static final int FORMAT = 6;

    public ModelManifest {
        stem = List.copyOf(stem);
        stages = List.copyOf(stages);
        edges = List.copyOf(edges);
        logits = logits.stream().map(List::copyOf).toList();
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /**
     * One stage.
     *
     * @param number from 1
     * @param shards one entry for each shard
     */
    public record StageEntry(int number, String name, List<ShardEntry> shards) {
        public StageEntry {
            shards = List.copyOf(shards);
        }
    }

    /**
     * One shard of one stage.
     *
     * @param graph path of its ONNX graph; empty where it computes nothing in this stage
     * @param weightBytes of its learned values in fp32
     * @param macs multiply-accumulates for one image
     * @param inputs of the graph, in order
     * @param outputs of the graph, in order
     */
    public record ShardEntry(
            String graph, long weightBytes, long macs, List<Port> inputs, List<Port> outputs) {

        public ShardEntry {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }

        static final ShardEntry IDLE = new ShardEntry("", 0, 0, List.of(), List.of());

        /** Whether the shard has no part in the stage: it has no graph there. */
        public boolean idle() {
            return graph.isEmpty();
        }
    }

    /** The stage number that stands for the place where logits are summed. */
    public int logitsStage() {
        return stages.size() + 1;
    }

    /** The stage with a number from 1. */
    public StageEntry stage(int number) {
        return stages.get(number - 1);
    }

    /** A shard's graph in a stage from 1; in stage 0 the stem, whatever the shard. */
    public ShardEntry graph(int stage, int shard) {
        return stage == 0 ? stem.get(0) : stage(stage).shards().get(shard);
    }

    /** Edges that end at a stage. */
    public List<Edge> edgesInto(int stage) {
        return edges.stream().filter(edge -> edge.toStage() == stage).toList();
    }

    /** Edges that begin at a stage. */
    public List<Edge> edgesFrom(int stage) {
        return edges.stream().filter(edge -> edge.fromStage() == stage).toList();
    }

    /** Whether the decoded picture itself is sent: nothing is computed before. */
    public boolean sendsPicture() {
        return stem.isEmpty();
    }

    /** Bytes of weights that every device holds: the stem's. */
    public long stemBytes() {
        return stem.stream().mapToLong(ShardEntry::weightBytes).sum();
    }

    /** Bytes of weights that a shard holds over all stages from 1. */
    public long weightBytes(int shard) {
        return stages.stream().mapToLong(stage -> stage.shards().get(shard).weightBytes()).sum();
    }

    /** Multiply-accumulates of a shard for one image, over all stages from 1. */
    public long macs(int shard) {
        return stages.stream().mapToLong(stage -> stage.shards().get(shard).macs()).sum();
    }

    /** Bytes of the most that anything sends of one image at once, to itself or another. */
    public long largestTransfer() {
        return edges.stream()
                .flatMapToLong(edge -> edge.transfers().stream().mapToLong(edge::bytes))
                .max()
                .orElse(0);
    }
}
