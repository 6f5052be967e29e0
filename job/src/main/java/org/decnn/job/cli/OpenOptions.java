package org.decnn.job.cli;

import java.util.Optional;
import java.util.OptionalInt;
import org.decnn.job.UsageException;
import org.decnn.model.onnx.ReadOptions;
import picocli.CommandLine.Option;

/** What a network's file leaves open. */
final class OpenOptions {

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description =
                    "The tensor that is the answer, where the file has several outputs; any other"
                            + " that a node gives cuts the network off behind it.")
    private String output;

    @Option(
            names = "--channels",
            paramLabel = "N",
            description = "Channels of the input, where the file leaves them open.")
    private Integer channels;

    ReadOptions reading(OptionalInt inputSize) {
        if (channels != null && channels < 1) {
            throw new UsageException("--channels " + channels + ": give 1 or more");
        }
        return new ReadOptions(
                inputSize,
                channels == null ? OptionalInt.empty() : OptionalInt.of(channels),
                Optional.ofNullable(output));
    }
}
