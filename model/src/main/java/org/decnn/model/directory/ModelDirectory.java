package org.decnn.model.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A network as the job reads it: a manifest, one ONNX graph for each stage and shard, labels, and
 * the whole network for checking. Every file is held to its checksum when it is read.
 */
public final class ModelDirectory {

    public static final String MANIFEST = "model.json";
    public static final String LABELS = "labels.txt";
    public static final String NETWORK = "network.onnx";

    static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    // A record's components and nothing that is derived from them.
                    .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .build();

    private final ModelFiles files;
    private final ModelManifest manifest;

    private ModelDirectory(ModelFiles files, ModelManifest manifest) {
        this.files = files;
        this.manifest = manifest;
    }

    /**
     * Reads a directory's manifest, and nothing else of it.
     *
     * @throws ModelDirectoryException if it is not one that this version reads
     */
    public static ModelDirectory open(ModelFiles files) {
        try (InputStream in = files.open(MANIFEST)) {
            JsonNode json = JSON.readTree(in.readAllBytes());
            if (json == null || json.isNull() || json.isMissingNode()) {
                throw new ModelDirectoryException(
                        files.location()
                                + "/"
                                + MANIFEST
                                + " says nothing: run 'decnn shard' again");
            }
            // Before anything else: what another format says is not understood.
            JsonNode format = json.path("format");
            if (format.isInt() && format.intValue() != ModelManifest.FORMAT) {
                throw new ModelDirectoryException(
                        files.location()
                                + "/"
                                + MANIFEST
                                + " has format "
                                + format
                                + ", this version reads format "
                                + ModelManifest.FORMAT
                                + ": run 'decnn shard' again");
            }
            ModelManifest manifest = JSON.treeToValue(json, ModelManifest.class);
            Optional<String> fault = ManifestCheck.fault(manifest);
            if (fault.isPresent()) {
                throw new ModelDirectoryException(
                        files.location()
                                + "/"
                                + MANIFEST
                                + " contradicts itself ("
                                + fault.get()
                                + "): run 'decnn shard' again");
            }
            return new ModelDirectory(files, manifest);
        } catch (FileNotFoundException | NoSuchFileException e) {
            throw new ModelDirectoryException(
                    files.location()
                            + " is not a model directory, it has no "
                            + MANIFEST
                            + ": make one with 'decnn shard NETWORK.onnx --shards P --out DIR'",
                    e);
        } catch (JsonProcessingException e) {
            throw new ModelDirectoryException(
                    files.location()
                            + "/"
                            + MANIFEST
                            + " cannot be read ("
                            + e.getOriginalMessage()
                            + "): run 'decnn shard' again",
                    e);
        } catch (IOException e) {
            throw new ModelDirectoryException(
                    files.location() + "/" + MANIFEST + " cannot be read: " + e, e);
        }
    }

    /**
     * Holds the whole directory to its manifest: no file changed, missing, or foreign.
     *
     * @throws ModelDirectoryException naming the first file that is not as it should be
     */
    public void verify() {
        try {
            TreeSet<String> foreign = new TreeSet<>(files.list());
            foreign.removeAll(manifest.files().keySet());
            foreign.remove(MANIFEST);
            if (!foreign.isEmpty()) {
                throw new ModelDirectoryException(
                        files.location()
                                + " holds "
                                + foreign.first()
                                + ", which does not belong to the model: take it out");
            }
        } catch (IOException e) {
            throw new ModelDirectoryException(files.location() + " cannot be listed: " + e, e);
        }
        manifest.files().keySet().forEach(path -> check(path, OutputStream.nullOutputStream()));
    }

    public ModelManifest manifest() {
        return manifest;
    }

    public String location() {
        return files.location();
    }

    /** Class names by class number. */
    public List<String> labels() {
        String text = new String(read(LABELS), StandardCharsets.UTF_8);
        return (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
    }

    /** The whole network, as ONNX. */
    public byte[] network() {
        return read(NETWORK);
    }

    /** The graph of one shard of one stage, as ONNX. Reads that file alone. */
    public byte[] graph(int stage, int shard) {
        return read(manifest.graph(stage, shard).graph());
    }

    /** The same as a local file. Reads, hence copies at most, that file alone. */
    public GraphFile graphFile(int stage, int shard) {
        String path = manifest.graph(stage, shard).graph();
        Optional<Path> local = files.local(path);
        if (local.isPresent()) {
            check(path, OutputStream.nullOutputStream());
            return new GraphFile(local.get(), false);
        }
        Path copy = null;
        try {
            copy = Files.createTempFile("decnn-graph-", ".onnx");
            try (OutputStream out = new Copy(Files.newOutputStream(copy))) {
                check(path, out);
            }
            return new GraphFile(copy, true);
        } catch (IOException | UncheckedIOException e) {
            drop(copy);
            throw new ModelDirectoryException(
                    "a graph of "
                            + files.location()
                            + " cannot be copied to the temporary folder "
                            + System.getProperty("java.io.tmpdir")
                            + " ("
                            + e.getMessage()
                            + "): make room there, or name another with -Djava.io.tmpdir=DIR",
                    e);
        } catch (RuntimeException e) {
            drop(copy);
            throw e;
        }
    }

    private static void drop(Path copy) {
        if (copy != null) {
            new GraphFile(copy, true).close();
        }
    }

    /** A file that cannot be written to is not the fault of the one that is read. */
    private static final class Copy extends FilterOutputStream {

        Copy(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            try {
                out.write(bytes, from, count);
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
    }

    private byte[] read(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        check(path, bytes);
        return bytes.toByteArray();
    }

    /** Reads a file, and holds it to the manifest. */
    private void check(String path, OutputStream to) {
        String expected = manifest.files().get(path);
        String place = files.location() + "/" + path;
        if (expected == null) {
            throw new ModelDirectoryException(place + " is not listed in " + MANIFEST);
        }
        String checksum;
        try (InputStream in = files.open(path)) {
            checksum = Checksum.ofCopied(in, to);
        } catch (FileNotFoundException | NoSuchFileException e) {
            throw new ModelDirectoryException(
                    place
                            + " is missing: copy the model directory whole, or run 'decnn shard' again",
                    e);
        } catch (IOException e) {
            throw new ModelDirectoryException(place + " cannot be read: " + e, e);
        }
        if (!checksum.equals(expected)) {
            throw new ModelDirectoryException(
                    place
                            + " is not the file that "
                            + MANIFEST
                            + " lists (its SHA-256 differs): copy the model directory whole, or run"
                            + " 'decnn shard' again");
        }
    }
}
