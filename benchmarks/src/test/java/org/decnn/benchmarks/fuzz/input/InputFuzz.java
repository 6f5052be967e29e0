package org.decnn.benchmarks.fuzz.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What Jazzer calls; and, run by itself, what it begins with. */
public final class InputFuzz {

    private static FuzzTarget target;

    private InputFuzz() {}

    /**
     * Called once by Jazzer.
     *
     * @param args the target's name
     */
    public static void fuzzerInitialize(String[] args) {
        target = FuzzTarget.of(args[0]);
    }

    /** Called by Jazzer for each input. */
    public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
        target.take(bytes);
    }

    /** {@code list}, {@code seeds DIR}: a folder for each target, or {@code take TARGET FILE}. */
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "list" -> {
                for (FuzzTarget one : FuzzTarget.values()) {
                    System.out.println(one.label());
                }
            }
            case "seeds" -> {
                for (FuzzTarget one : FuzzTarget.values()) {
                    write(one.door().seeds(), Path.of(args[1], one.label()));
                    write(KeptInputs.of(one), Path.of(args[1], one.label()));
                }
            }
            default -> FuzzTarget.of(args[1]).take(Files.readAllBytes(Path.of(args[2])));
        }
    }

    private static void write(Map<String, byte[]> inputs, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
            Files.write(folder.resolve(input.getKey()), input.getValue());
        }
    }
}
