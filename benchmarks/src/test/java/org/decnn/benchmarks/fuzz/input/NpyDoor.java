package org.decnn.benchmarks.fuzz.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.decnn.job.UsageException;
import org.decnn.job.input.InputCatalog;
import org.decnn.model.directory.ModelManifest;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;

/** Where {@code decnn classify} opens NumPy arrays. */
final class NpyDoor implements Door {

    private final Path file = Scratch.file("fuzz.npy");
    private ModelManifest manifest;

    /** Images that are all in the file, or a refusal in one line. */
    @Override
    public void take(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try {
            long images = InputCatalog.of(List.of(file), manifest()).images();
            if (images * 4 * manifest().input().elements() > bytes.length) {
                throw new AssertionError(images + " images in " + bytes.length + " bytes");
            }
        } catch (UsageException e) {
            if (e.getMessage().lines().count() != 1) {
                throw new AssertionError("not a line: " + e.getMessage(), e);
            }
        }
    }

    private ModelManifest manifest() throws IOException {
        if (manifest == null) {
            Path below = Files.createTempDirectory("decnn-fuzz");
            manifest = SmallModels.write(SmallNetworks.groupedResidual(1), 1, below).manifest();
            try (var files = Files.walk(below)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
        return manifest;
    }

    @Override
    public Map<String, byte[]> seeds() throws IOException {
        String shape =
                "(1, "
                        + String.join(
                                ", ",
                                manifest().input().dims().stream().map(String::valueOf).toList())
                        + ")";
        Map<String, byte[]> seeds = new TreeMap<>();
        seeds.put("version-1", array(1, "<f4", shape));
        seeds.put("version-2", array(2, "<f4", shape));
        seeds.put("version-3-doubles", array(3, "<f8", "(2,)"));
        return seeds;
    }

    private byte[] array(int version, String type, String shape) throws IOException {
        String header =
                "{'descr': '%s', 'fortran_order': False, 'shape': %s, }%n".formatted(type, shape);
        int prefix = version == 1 ? 10 : 12;
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        java.nio.ByteBuffer bytes =
                java.nio.ByteBuffer.allocate(
                                prefix + text.length + 4 * manifest().input().elements())
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) version).put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) text.length);
        } else {
            bytes.putInt(text.length);
        }
        return bytes.put(text).array();
    }

    @Override
    public long mostBytes() {
        return 16L << 20;
    }
}
