package org.decnn.model.directory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.decnn.model.directory.ModelManifest.ShardEntry;
import org.decnn.model.directory.ModelManifest.StageEntry;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Transfer;

/**
 * Whether a manifest holds together: whoever reads it takes its numbers for indices and sizes, and
 * its paths for files of the directory.
 */
final class ManifestCheck {

    /** Below the directory, on any file system. */
    private static final Pattern PATH = Pattern.compile("(?!\\.)[\\w.-]+(/(?!\\.)[\\w.-]+)*");

    /** As many as Flink has key groups. */
    private static final int MOST_SHARDS = 1 << 15;

    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(String message) {
            super(message, null, false, false);
        }
    }

    /** What a graph takes or gives, without its shape. */
    private record Wire(ElementType type, int elements) {}

    private final ModelManifest manifest;

    private ManifestCheck(ModelManifest manifest) {
        this.manifest = manifest;
    }

    /** What contradicts itself, if anything does. */
    static Optional<String> fault(ModelManifest manifest) {
        try {
            new ManifestCheck(manifest).check();
            return Optional.empty();
        } catch (Fault e) {
            return Optional.of(e.getMessage());
        } catch (ArithmeticException e) {
            return Optional.of("a tensor is larger than any may be");
        }
    }

    private void check() throws Fault {
        require(
                manifest.format() == ModelManifest.FORMAT,
                "its format is %d, not %d",
                manifest.format(),
                ModelManifest.FORMAT);
        int shards = manifest.shards();
        require(shards >= 1 && shards <= MOST_SHARDS, "it has %d shards", shards);
        require(manifest.classes() >= 1, "it has %d classes", manifest.classes());
        checkPreprocessing();
        checkFiles();
        require(manifest.stem().size() <= 1, "it has %d stems", manifest.stem().size());
        require(!manifest.stages().isEmpty(), "it has no stages");
        for (int i = 0; i < manifest.stages().size(); i++) {
            StageEntry stage = manifest.stages().get(i);
            require(stage.number() == i + 1, "stage %d has number %d", i + 1, stage.number());
            require(
                    stage.shards().size() == shards,
                    "stage %d has %d shards, not %d",
                    stage.number(),
                    stage.shards().size(),
                    shards);
            for (ShardEntry entry : stage.shards()) {
                checkEntry(entry);
            }
        }
        for (ShardEntry entry : manifest.stem()) {
            checkEntry(entry);
        }
        checkEdges();
        checkLogits();
    }

    private void checkPreprocessing() throws Fault {
        Preprocessing preprocessing = manifest.preprocessing();
        manifest.input().elements();
        require(
                preprocessing.channels() == manifest.input().channels()
                        && preprocessing.width() == manifest.input().width()
                        && preprocessing.height() == manifest.input().height(),
                "pictures become %d×%d×%d, and the network takes %s",
                preprocessing.channels(),
                preprocessing.height(),
                preprocessing.width(),
                manifest.input());
        require(
                manifest.parameters() >= 0 && manifest.macs() >= 0,
                "the network's parameters or multiply-accumulates are fewer than none");
    }

    private void checkFiles() throws Fault {
        for (Map.Entry<String, String> file : manifest.files().entrySet()) {
            require(
                    PATH.matcher(file.getKey()).matches(),
                    "'%s' is no file of the directory",
                    file.getKey());
            require(file.getValue() != null, "%s has no checksum", file.getKey());
        }
    }

    private void checkEntry(ShardEntry entry) throws Fault {
        require(
                entry.idle() ? entry.outputs().isEmpty() : isListed(entry.graph()),
                "the graph '%s' is not among its files",
                entry.graph());
        require(
                entry.weightBytes() >= 0 && entry.macs() >= 0,
                "%s has fewer weights or multiply-accumulates than none",
                entry.graph());
        wires(entry.inputs());
        wires(entry.outputs());
    }

    private boolean isListed(String path) {
        return manifest.files().containsKey(path);
    }

    private static Map<String, Wire> wires(List<Port> ports) throws Fault {
        Map<String, Wire> wires = new HashMap<>();
        for (Port port : ports) {
            port.bytes(); // fits an array
            Wire wire = new Wire(port.type(), port.shape().elements());
            require(wires.put(port.name(), wire) == null, "a graph has '%s' twice", port.name());
        }
        return wires;
    }

    private void checkEdges() throws Fault {
        Set<List<Integer>> ways = new HashSet<>();
        Map<List<Integer>, Set<String>> fed = new HashMap<>();
        for (Edge edge : manifest.edges()) {
            require(
                    edge.fromStage() >= 0
                            && edge.fromStage() < edge.toStage()
                            && edge.toStage() <= manifest.logitsStage(),
                    "there is no way from stage %d to %d",
                    edge.fromStage(),
                    edge.toStage());
            for (Transfer transfer : edge.transfers()) {
                checkTransfer(edge, transfer);
                require(
                        ways.add(
                                List.of(
                                        transfer.fromStage(),
                                        transfer.fromShard(),
                                        transfer.toStage(),
                                        transfer.toShard())),
                        "stage %d sends shard %d of stage %d two slices",
                        transfer.fromStage(),
                        transfer.toShard(),
                        transfer.toStage());
                if (transfer.toStage() < manifest.logitsStage()) {
                    fed.computeIfAbsent(
                                    List.of(transfer.toStage(), transfer.toShard()),
                                    place -> new HashSet<>())
                            .addAll(transfer.parts().stream().map(Transfer.Part::input).toList());
                }
            }
        }
        for (StageEntry stage : manifest.stages()) {
            for (int shard = 0; shard < manifest.shards(); shard++) {
                Set<String> inputs = wires(stage.shards().get(shard).inputs()).keySet();
                require(
                        inputs.equals(fed.getOrDefault(List.of(stage.number(), shard), Set.of())),
                        "stage %d, shard %d is sent other tensors than its graph takes",
                        stage.number(),
                        shard);
            }
        }
    }

    private void checkTransfer(Edge edge, Transfer transfer) throws Fault {
        boolean toLogits = edge.toStage() == manifest.logitsStage();
        int senders = edge.fromStage() == 0 ? 1 : manifest.shards();
        require(
                transfer.fromStage() == edge.fromStage()
                        && transfer.toStage() == edge.toStage()
                        && isWithin(transfer.fromShard(), senders)
                        && isWithin(transfer.toShard(), manifest.shards()),
                "there is no way from stage %d, shard %d to stage %d, shard %d",
                transfer.fromStage(),
                transfer.fromShard(),
                transfer.toStage(),
                transfer.toShard());
        Map<String, Wire> given = given(edge.fromStage(), transfer.fromShard());
        Map<String, Wire> taken =
                toLogits
                        ? Map.of()
                        : wires(manifest.graph(edge.toStage(), transfer.toShard()).inputs());
        transfer.bytes(); // fits an array
        require(!transfer.parts().isEmpty(), "a slice of stage %d is empty", edge.fromStage());
        for (Transfer.Part part : transfer.parts()) {
            Wire wire = new Wire(part.type(), part.elements());
            require(
                    wire.equals(given.get(part.output()))
                            && (toLogits || wire.equals(taken.get(part.input()))),
                    "'%s' of stage %d is not as what gives or takes it says",
                    part.output(),
                    edge.fromStage());
        }
    }

    /** What a graph gives; in stage 0 without a stem the picture. */
    private Map<String, Wire> given(int stage, int shard) throws Fault {
        return stage > 0 || !manifest.sendsPicture()
                ? wires(manifest.graph(stage, shard).outputs())
                : Map.of(
                        Network.INPUT,
                        new Wire(
                                ElementType.UINT8,
                                manifest.picture().shape(manifest.input()).elements()));
    }

    private void checkLogits() throws Fault {
        require(
                manifest.logits().size() == manifest.shards(),
                "it has parts of the answer for %d shards, not %d",
                manifest.logits().size(),
                manifest.shards());
        for (List<Integer> classes : manifest.logits()) {
            for (int number : classes) {
                require(isWithin(number, manifest.classes()), "there is no class %d", number);
            }
        }
        int[] arriving = new int[manifest.shards()];
        for (Edge edge : manifest.edgesInto(manifest.logitsStage())) {
            for (Transfer transfer : edge.transfers()) {
                arriving[transfer.fromShard()] += transfer.elements();
                require(
                        transfer.parts().stream()
                                .allMatch(part -> part.type() == ElementType.FLOAT32),
                        "logits are sent as something else than float32");
            }
        }
        for (int shard = 0; shard < arriving.length; shard++) {
            int classes = manifest.logits().get(shard).size();
            require(
                    arriving[shard] == classes,
                    "shard %d sends %d logits for %d classes",
                    shard,
                    arriving[shard],
                    classes);
        }
    }

    private static boolean isWithin(int index, int count) {
        return index >= 0 && index < count;
    }

    private static void require(boolean holds, String otherwise, Object... args) throws Fault {
        if (!holds) {
            throw new Fault(String.format(otherwise, args));
        }
    }
}
