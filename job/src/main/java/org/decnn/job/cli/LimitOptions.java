package org.decnn.job.cli;

import org.decnn.job.UsageException;
import org.decnn.operators.image.DecodeLimits;
import picocli.CommandLine.Option;

/** How large a picture may be. */
final class LimitOptions {

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description = "Largest encoded picture (default: " + (16 << 20) + ").")
    private long maxBytes = DecodeLimits.DEFAULT.maxBytes();

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            description = "Most pixels of a picture (default: 32000000).")
    private long maxPixels = DecodeLimits.DEFAULT.maxPixels();

    DecodeLimits limits() {
        try {
            return new DecodeLimits(maxBytes, maxPixels);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
