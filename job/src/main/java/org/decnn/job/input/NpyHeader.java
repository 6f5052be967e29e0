package org.decnn.job.input;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.decnn.job.UsageException;

/**
 * What a NumPy {@code .npy} file holds (NumPy Enhancement Proposal 1). Only the header is read: the
 * array may be larger than memory.
 *
 * @param dataStart where the values begin, in bytes
 */
record NpyHeader(String descr, boolean fortranOrder, List<Integer> shape, long dataStart) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern FIELDS =
            Pattern.compile(
                    "\\{(?=.*'descr': '([^']*)')(?=.*'fortran_order': (True|False))(?=.*'shape': \\(([^)]*)\\)).*",
                    Pattern.DOTALL);

    /** Reads a header from the start of a file. */
    static NpyHeader read(String name, DataInputStream in) throws IOException {
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            throw new UsageException(name + " is not a NumPy .npy file: save it with numpy.save");
        }
        int major = in.readUnsignedByte();
        in.readUnsignedByte();
        boolean longHeader = major >= 2;
        int length =
                longHeader
                        ? Integer.reverseBytes(in.readInt())
                        : Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
        if (length < 0 || length > 1 << 20) {
            throw new UsageException(name + " has a damaged .npy header: save it with numpy.save");
        }
        String text = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        Matcher fields = FIELDS.matcher(text);
        if (!fields.matches()) {
            throw new UsageException(name + " has a damaged .npy header: save it with numpy.save");
        }
        List<Integer> shape =
                Stream.of(fields.group(3).split(","))
                        .map(String::strip)
                        .filter(size -> !size.isEmpty())
                        .map(Integer::valueOf)
                        .toList();
        long dataStart = MAGIC.length + 2L + (longHeader ? 4 : 2) + length;
        return new NpyHeader(fields.group(1), fields.group(2).equals("True"), shape, dataStart);
    }
}
