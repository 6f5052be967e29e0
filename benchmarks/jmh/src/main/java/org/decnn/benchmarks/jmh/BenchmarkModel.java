package org.decnn.benchmarks.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryWriter;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Shares;
import org.decnn.rewrite.structure.Decoupling;
import org.decnn.rewrite.structure.HeInitialisation;
import org.decnn.rewrite.structure.Shuffles;
import org.decnn.rewrite.structure.Structure;

/**
 * ResNet-50 with seeded weights as the device lab has it, written once, below the current folder's
 * {@code target}.
 */
public enum BenchmarkModel {
    /** Four groups that fill blocks of channels, over four shards, exchanges in uint8. */
    SPLIT(new Decoupling(4, List.of(2., 1.5, 1.75, 1.75), Shuffles.BUTTERFLY), 4),
    /** The same on one device. */
    DECOUPLED(SPLIT.decoupling, 1),
    /** The usual network on one device. */
    DENSE(Decoupling.DENSE, 1);

    private final Decoupling decoupling;
    private final int shards;

    BenchmarkModel(Decoupling decoupling, int shards) {
        this.decoupling = decoupling;
        this.shards = shards;
    }

    ModelDirectory open() {
        Path folder = Path.of("target", "resnet50-" + name().toLowerCase(Locale.ROOT));
        try {
            if (!Files.exists(folder)) {
                write(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelDirectory.open(new LocalModelFiles(folder.toAbsolutePath()));
    }

    private void write(Path folder) throws IOException {
        Structure structure = Structure.RESNET50;
        Network network =
                HeInitialisation.of(
                        structure.blank(
                                decoupling, structure.usualClasses(), structure.usualInput()),
                        1);
        Preprocessing imagenet =
                new Preprocessing(
                        224,
                        224,
                        256,
                        Preprocessing.ChannelOrder.RGB,
                        1 / 255.,
                        List.of(.485, .456, .406),
                        List.of(.229, .224, .225));
        new ModelDirectoryWriter(network, imagenet, List.of())
                .write(Shares.even(shards), edge -> ElementType.UINT8, folder);
    }
}
