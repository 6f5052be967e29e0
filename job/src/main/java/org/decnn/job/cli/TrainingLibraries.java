package org.decnn.job.cli;

import java.util.List;
import org.decnn.job.UsageException;

/**
 * ND4J, DL4J and PyTorch. Their native code is built for one platform, so a release, which is for
 * all, leaves them out.
 */
final class TrainingLibraries {

    private static final List<String> PACKAGES =
            List.of("ai/djl/", "org/nd4j/", "org/deeplearning4j/", "org/bytedeco/");

    private TrainingLibraries() {}

    /**
     * What a class that is missing means to the user.
     *
     * @throws NoClassDefFoundError the same, if it is of another library
     */
    static UsageException leftOut(NoClassDefFoundError missing) {
        String name = String.valueOf(missing.getMessage());
        if (PACKAGES.stream().noneMatch(name::startsWith)) {
            throw missing;
        }
        return new UsageException(
                "a release leaves out what trains and refits networks and reads .h5 and .zip files, as it is"
                        + " one platform's: build the sources of this version with 'mvn -DskipTests -pl job -am"
                        + " package', and copy their model-rewrite/target/lib/ to the release's lib/training/");
    }
}
