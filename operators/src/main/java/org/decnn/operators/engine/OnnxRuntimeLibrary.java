package org.decnn.operators.engine;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * ONNX Runtime's native library, unpacked for as long as it takes to load it. ONNX Runtime would
 * unpack it itself, keep 25 MB in the temporary folder until the process ends, and leave an empty
 * folder there for good; all of it where the process is killed.
 */
final class OnnxRuntimeLibrary implements AutoCloseable {

    /** The second wants the first. */
    private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

    private static final String NATIVE = "onnxruntime.native.";
    private static final String NAME = "ONNX Runtime's library";

    /** What was made, the folder first. */
    private final List<Path> files = new ArrayList<>();

    private OnnxRuntimeLibrary() {}

    /**
     * Unpacks the library, and tells ONNX Runtime where. What the user says of the library's place
     * goes first, and a platform that its jar has no library for is left to ONNX Runtime.
     *
     * @throws TemporaryFolderException if there is no room for it, or it could not be loaded
     */
    static OnnxRuntimeLibrary unpack() {
        OnnxRuntimeLibrary unpacked = new OnnxRuntimeLibrary();
        if (isPlaced() || !isHeld()) {
            return unpacked;
        }
        try {
            unpacked.write();
            return unpacked;
        } catch (IOException e) {
            unpacked.close();
            throw TemporaryFolderException.cannotHold(NAME, e);
        } catch (RuntimeException e) {
            unpacked.close();
            throw e;
        }
    }

    private static boolean isPlaced() {
        return System.getProperty(NATIVE + "path") != null
                || LIBRARIES.stream().anyMatch(it -> System.getProperty(path(it)) != null);
    }

    private static boolean isHeld() {
        return LIBRARIES.stream()
                .allMatch(it -> OrtEnvironment.class.getResource(resource(it)) != null);
    }

    private void write() throws IOException {
        Path folder = Files.createTempDirectory("decnn-onnxruntime-");
        made(folder);
        for (String library : LIBRARIES) {
            Path file = folder.resolve(System.mapLibraryName(library));
            made(file);
            try (InputStream in = OrtEnvironment.class.getResourceAsStream(resource(library))) {
                Files.copy(in, file);
            }
            // A mount that forbids execution says so here; once loading has failed it fails for
            // as long as the process lives.
            if (file.toFile().setExecutable(true) && !Files.isExecutable(file)) {
                throw TemporaryFolderException.forbidsExecution(NAME);
            }
            System.setProperty(path(library), file.toString());
        }
    }

    private void made(Path file) {
        files.add(file);
        file.toFile().deleteOnExit(); // should the process be ended meanwhile
    }

    private static String path(String library) {
        return NATIVE + library + ".path";
    }

    private static String resource(String library) {
        return "/ai/onnxruntime/native/" + platform() + "/" + System.mapLibraryName(library);
    }

    /** As ONNX Runtime names it. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch");
        return (system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux")
                + "-"
                + (processor.equals("amd64") || processor.equals("x86_64") ? "x64" : processor);
    }

    /** Takes the files away: what is loaded stays loaded. */
    @Override
    public void close() {
        if (!files.isEmpty()) {
            LIBRARIES.forEach(library -> System.clearProperty(path(library)));
        }
        for (int i = files.size() - 1; i >= 0; i--) {
            files.get(i).toFile().delete();
        }
    }
}
