package org.decnn.model.testing.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryWriter;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.onnx.OnnxReader;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.model.shard.ChannelBlocks;
import org.decnn.model.shard.ShardGraph;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Sharder;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.Stem;
import org.decnn.model.shard.WireTypes;
import org.decnn.model.testing.OnnxRuntimeForward;
import org.decnn.model.testing.ReferenceForward;
import org.decnn.model.testing.SplitForward;

/**
 * Holds to a network what is promised of each: ONNX Runtime on its file, the file read again, and
 * the network split over 1 to 6 shards, even and uneven, give what its definition gives, or it is
 * refused by name.
 */
public final class NetworkProof {

    private static final int MOST_SHARDS = 6;
    private static final Double[] WEIGHTS = {1., 1., 0.9, 2., 2., 3., 0.5, 0.01, 25.};
    private static final float TOLERANCE = 1e-4f;

    /**
     * What was tried.
     *
     * @param splits that gave the whole network's answer
     * @param refusals one line each
     */
    public record Outcome(int splits, List<String> refusals) {}

    private final Network network;
    private final byte[] pixels;
    private final float[] input;
    private final float[] answer;
    private final List<String> refusals = new ArrayList<>();
    private int splits;

    private NetworkProof(Network network) {
        this.network = network;
        this.pixels = Pictures.random(network.input());
        this.input = Pictures.normalised(network.input(), pixels);
        this.answer = ReferenceForward.run(network.upToLogits(), input);
    }

    /**
     * @param seed of the shards' weights, and of which split is written as files and run from them
     * @throws Finding if something is not as promised
     */
    public static Outcome of(Network network, int seed) {
        NetworkProof proof = new NetworkProof(network);
        Random random = new Random(seed);
        Stem[] stems = Stem.values();
        proof.file();
        for (Stem stem : stems) {
            for (int shards = 1; shards <= MOST_SHARDS; shards++) {
                proof.split(Shares.even(shards), stem);
            }
            proof.split(unequal(2 + random.nextInt(MOST_SHARDS - 1), random), stem);
        }
        int shards = 1 + random.nextInt(MOST_SHARDS);
        proof.directory(
                random.nextBoolean() ? Shares.even(shards) : unequal(shards, random),
                stems[random.nextInt(stems.length)]);
        return new Outcome(proof.splits, List.copyOf(proof.refusals));
    }

    /** From boards that are nearly alike to one that is hardly there. */
    private static Shares unequal(int shards, Random random) {
        return new Shares(
                random.ints(shards, 0, WEIGHTS.length).mapToObj(i -> WEIGHTS[i]).toList());
    }

    private void file() {
        allowed(
                "ONNX Runtime",
                () -> {
                    byte[] file = OnnxWriter.write(network);
                    float[] whole = ReferenceForward.run(network, input);
                    same("ONNX Runtime", OnnxRuntimeForward.run(file, input), whole);
                    same("ONNX Runtime, optimised", optimised(file), whole);
                    same("read again", ReferenceForward.run(read(file), input), whole);
                });
    }

    private float[] optimised(byte[] file) {
        return OnnxRuntimeForward.runOptimised(file, Map.of(Network.INPUT, input))
                .get(network.output());
    }

    /** What this project writes it reads. */
    private static Network read(byte[] file) {
        try {
            return OnnxReader.read(file, "fuzz.onnx", OptionalInt.empty());
        } catch (NetworkException e) {
            throw new Finding("read again", e.getMessage(), e);
        }
    }

    private void split(Shares shares, Stem stem) {
        String where = "over " + shares.weights() + ", stem at " + stem;
        allowed(
                where,
                () -> {
                    ShardedNetwork sharded = Sharder.shard(network, shares, stem);
                    Wires.hold(where, sharded);
                    same(where, ended(SplitForward.run(sharded, input, NetworkProof::asItIs)));
                    String blocks = where + ", in blocks";
                    same(blocks, ended(SplitForward.run(sharded, input, NetworkProof::inBlocks)));
                    splits += 2;
                });
    }

    private void directory(Shares shares, Stem stem) {
        String where = "over " + shares.weights() + ", stem at " + stem + ", as files";
        allowed(
                where,
                () -> {
                    same(where, fromFiles(shares, stem));
                    splits++;
                });
    }

    private float[] fromFiles(Shares shares, Stem stem) {
        try {
            Path folder = Files.createTempDirectory("decnn-fuzz");
            try {
                Path directory = folder.resolve("model");
                new ModelDirectoryWriter(
                                network, Pictures.preprocessing(network.input()), List.of())
                        .withStem(stem)
                        .write(shares, WireTypes.everywhere(ElementType.FLOAT32), directory);
                float[] values = new float[pixels.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Byte.toUnsignedInt(pixels[i]);
                }
                return DirectoryForward.run(
                        ModelDirectory.open(new LocalModelFiles(directory)), values);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Map<String, float[]> asItIs(ShardGraph graph, Map<String, float[]> inputs) {
        return ReferenceForward.run(graph.layers(), graph.inputs(), given(inputs));
    }

    private static Map<String, float[]> inBlocks(ShardGraph graph, Map<String, float[]> inputs) {
        return ReferenceForward.run(ChannelBlocks.of(graph), graph.inputs(), given(inputs));
    }

    /** A graph may need nothing. */
    private static Map<String, float[]> given(Map<String, float[]> inputs) {
        return inputs == null ? Map.of() : inputs;
    }

    /** Runs something that may be refused, but not fail in any other way. */
    private void allowed(String where, Runnable proof) {
        try {
            proof.run();
        } catch (NetworkException e) {
            refused(where, e);
        } catch (RuntimeException e) {
            throw new Finding(where, e.toString(), e);
        }
    }

    private void refused(String where, NetworkException e) {
        String said = e.getMessage();
        boolean named =
                network.layers().stream().anyMatch(layer -> said.contains(layer.name()))
                        || said.contains("no stem to compute");
        if (!named) {
            throw new Finding(where, "a refusal that names no layer: " + said, e);
        }
        refusals.add(said);
    }

    /** What the network ends in is done to the sum of the parts. */
    private float[] ended(float[] sum) {
        return network.ending().of(sum);
    }

    private void same(String where, float[] actual) {
        same(where, actual, answer);
    }

    private static void same(String where, float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new Finding(where, actual.length + " values, not " + expected.length, null);
        }
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            // Not "more than", which NaN is not.
            if (!(Math.abs(actual[i] - expected[i]) <= TOLERANCE * largest)) {
                throw new Finding(
                        where,
                        "gives "
                                + Arrays.toString(actual)
                                + ", the definition "
                                + Arrays.toString(expected),
                        null);
            }
        }
    }
}
