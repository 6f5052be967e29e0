package org.decnn.benchmarks.fuzz.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.SketchedFiles;
import org.decnn.model.testing.EveryOperation;
import org.decnn.model.testing.ModernNetworks;
import org.decnn.model.testing.SmallNetworks;

/** Where a network is read from an ONNX file. */
final class OnnxDoor implements Door {

    /** Larger ones are mostly weights. */
    private static final int MOST_SEED_BYTES = 24 << 10;

    private final Path file = Scratch.file("fuzz.onnx");

    /** A network, or a refusal that names the file, in one line. */
    @Override
    public void take(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try {
            NetworkFile.read(file, OptionalInt.empty()).labels();
        } catch (NetworkException e) {
            String message = e.getMessage();
            if (message == null || message.isBlank() || message.lines().count() != 1) {
                throw new AssertionError("not a line: " + message, e);
            }
        }
    }

    @Override
    public Map<String, byte[]> seeds() throws IOException {
        Map<String, byte[]> seeds = new TreeMap<>(SketchedFiles.all());
        Stream.of(
                        EveryOperation.networks().values().stream(),
                        ModernNetworks.all(1).stream(),
                        small())
                .flatMap(networks -> networks)
                .forEach(network -> seeds.put(network.name() + ".onnx", written(network)));
        seeds.values().removeIf(bytes -> bytes.length > MOST_SEED_BYTES);
        return seeds;
    }

    private static Stream<Network> small() {
        return Stream.of(
                SmallNetworks.denseChain(1),
                SmallNetworks.groupedWithShuffles(1),
                SmallNetworks.groupedResidual(1),
                SmallNetworks.squeezeNetLike(1),
                SmallNetworks.ceilModePools(1),
                SmallNetworks.averagePools(1),
                SmallNetworks.dilatedConvolutions(1));
    }

    private byte[] written(Network network) {
        NetworkFile whole =
                new NetworkFile(network, java.util.Optional.of(preprocessing(network)))
                        .withLabels(List.of("cat", "dog"));
        try {
            whole.write(file);
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Preprocessing preprocessing(Network network) {
        return network.input().channels() == 3
                ? new Preprocessing(
                        network.input().width(),
                        network.input().height(),
                        0,
                        ChannelOrder.RGB,
                        1 / 255.0,
                        List.of(0.485, 0.456, 0.406),
                        List.of(0.229, 0.224, 0.225))
                : Preprocessing.ofTensors(network.input());
    }

    @Override
    public long mostBytes() {
        return 64L << 20;
    }
}
