package org.decnn.benchmarks.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryWriter;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.ElementType;
import org.decnn.rewrite.FoldBatchNorm;
import org.decnn.rewrite.structure.Decoupling;
import org.decnn.rewrite.structure.HeInitialisation;
import org.decnn.rewrite.structure.Shuffles;
import org.decnn.rewrite.structure.Structure;

/**
 * ResNet-50 ×1.75 in four groups over four shards, exchanges in uint8, with seeded weights, as the
 * device lab has it: written once, below the current folder's {@code target}.
 */
final class BenchmarkModel {

    private static final Path FOLDER =
            Path.of("target", "resnet50-g4-w1.75-strides-uint8").toAbsolutePath();

    private BenchmarkModel() {}

    static ModelDirectory open() {
        try {
            if (!Files.exists(FOLDER)) {
                write();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelDirectory.open(new LocalModelFiles(FOLDER));
    }

    private static void write() throws IOException {
        Structure structure = Structure.RESNET50;
        Network network =
                HeInitialisation.of(
                        structure.blank(
                                new Decoupling(4, 1.75, Shuffles.STRIDES),
                                structure.usualClasses(),
                                structure.usualInput()),
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
        new ModelDirectoryWriter(network, FoldBatchNorm.in(network), imagenet, List.of())
                .write(4, edge -> ElementType.UINT8, FOLDER);
    }
}
