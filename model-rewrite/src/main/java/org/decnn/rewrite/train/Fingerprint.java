package org.decnn.rewrite.train;

import java.util.Optional;
import org.decnn.model.directory.Checksum;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.onnx.OnnxWriter;
import org.decnn.rewrite.data.LabelledImages;

/** What tells one training from another. */
final class Fingerprint {

    private Fingerprint() {}

    static String of(
            NetworkFile student,
            Optional<NetworkFile> teacher,
            LabelledImages train,
            Recipe recipe) {
        return String.join(
                " ",
                of(student),
                teacher.map(Fingerprint::of).orElse("no teacher"),
                train.size() + " pictures of " + train.classes(),
                recipe.toString());
    }

    private static String of(NetworkFile file) {
        return Checksum.of(OnnxWriter.write(file.network())) + " " + file.preprocessing();
    }
}
