package org.decnn.benchmarks.fuzz.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Inputs in files: those that were findings once, and those that the project's tests have. */
final class KeptInputs {

    /** Tests and the script run in the folder of this module. */
    private static final Path PROJECT = Path.of("..");

    private static final String FOUND =
            "benchmarks/src/test/resources/org/decnn/benchmarks/fuzz/input";

    private KeptInputs() {}

    /** What was a finding of a target once. */
    static Map<String, byte[]> of(FuzzTarget target) {
        String folder = FOUND + "/" + target.label();
        return Files.isDirectory(PROJECT.resolve(folder)) ? in(folder, name -> true) : Map.of();
    }

    /** Files of one of the project's folders. */
    static Map<String, byte[]> in(String folder, Predicate<String> named) {
        Map<String, byte[]> inputs = new TreeMap<>();
        try (Stream<Path> files = Files.list(PROJECT.resolve(folder))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (named.test(name)) {
                    inputs.put(name, Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inputs;
    }
}
