package org.decnn.job.input;

import java.io.DataInputStream;
import java.io.EOFException;
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
    private static final int MAX_LENGTH = 1 << 16;
    private static final Pattern FIELDS =
            Pattern.compile(
                    "\\{(?=.*'descr': '([^'\\p{Cntrl}]*)')(?=.*'fortran_order': (True|False))(?=.*'shape': \\(([^)]*)\\)).*",
                    Pattern.DOTALL);

    /**
     * Reads a header from the start of a file.
     *
     * @throws UsageException if the file has none
     */
    static NpyHeader read(String name, DataInputStream in) throws IOException {
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
            throw new UsageException(name + " is not a NumPy .npy file: save it with numpy.save");
        }
        try {
            return read(in);
        } catch (EOFException | IllegalArgumentException e) {
            throw new UsageException(name + " has a damaged .npy header: save it with numpy.save");
        }
    }

    private static NpyHeader read(DataInputStream in) throws IOException {
        int major = in.readUnsignedByte();
        in.readUnsignedByte();
        boolean longHeader = major >= 2;
        int length =
                longHeader
                        ? Integer.reverseBytes(in.readInt())
                        : Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
        if (length < 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("no header is " + length + " bytes long");
        }
        String text = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        Matcher fields = FIELDS.matcher(text);
        if (!fields.matches()) {
            throw new IllegalArgumentException("no header is " + text);
        }
        List<Integer> shape =
                Stream.of(fields.group(3).split(","))
                        .map(String::strip)
                        .filter(size -> !size.isEmpty())
                        .map(NpyHeader::size)
                        .toList();
        long dataStart = MAGIC.length + 2L + (longHeader ? 4 : 2) + length;
        return new NpyHeader(fields.group(1), fields.group(2).equals("True"), shape, dataStart);
    }

    private static int size(String text) {
        int size = Integer.parseInt(text);
        if (size < 0) {
            throw new IllegalArgumentException("no array has " + size + " rows");
        }
        return size;
    }
}
