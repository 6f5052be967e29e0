package org.decnn.job.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Writes NumPy's format, version 1.0. */
public final class NpyFile {

    private static final byte[] MAGIC_1_0 = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;

    private NpyFile() {}

    /** Little-endian fp32 values in C order. */
    public static Path write(Path file, List<Integer> shape, List<float[]> rows)
            throws IOException {
        int values = rows.stream().mapToInt(row -> row.length).sum();
        ByteBuffer data = ByteBuffer.allocate(4 * values).order(ByteOrder.LITTLE_ENDIAN);
        rows.forEach(
                row -> {
                    for (float value : row) {
                        data.putFloat(value);
                    }
                });
        return write(file, "<f4", false, shape, data.array());
    }

    /** Any array, also one that its header lies about. */
    public static Path write(
            Path file, String descr, boolean fortranOrder, List<Integer> shape, byte[] data)
            throws IOException {
        String dims = shape.stream().map(dim -> dim + ", ").collect(Collectors.joining());
        String fields =
                "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }"
                        .formatted(descr, fortranOrder ? "True" : "False", dims);
        int before = MAGIC_1_0.length + Short.BYTES;
        int padding = ALIGNMENT - (before + fields.length() + 1) % ALIGNMENT;
        byte[] header = (fields + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes =
                ByteBuffer.allocate(before + header.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC_1_0).putShort((short) header.length).put(header).put(data);
        return Files.write(file, bytes.array());
    }
}
