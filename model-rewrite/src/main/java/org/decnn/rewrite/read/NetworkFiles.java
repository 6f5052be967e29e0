package org.decnn.rewrite.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.decnn.model.directory.NetworkFile;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.ReadOptions;

/**
 * Reads a network from any kind of file that DeCNN knows: ONNX, Keras (HDF5, as {@code
 * model.save("X.h5")} writes it) and DL4J (ZIP, as {@code ModelSerializer} writes it). All arrive
 * at the same {@link Network}. The kind is told by the file's first bytes, whatever its ending.
 */
public final class NetworkFiles {

    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private NetworkFiles() {}

    /**
     * @param inputSize height and width of the input, where the file leaves them free
     * @return the network; how pictures become its input only ONNX files can tell
     * @throws NetworkException one line naming the file, the layer and the remedy, if the file is
     *     no network or has a layer that is not supported
     */
    public static NetworkFile read(Path file, OptionalInt inputSize) {
        return read(file, ReadOptions.ofSize(inputSize));
    }

    /**
     * @param options what the file leaves open
     * @return the network; how pictures become its input only ONNX files can tell
     * @throws NetworkException one line naming the file, the layer and the remedy, if the file is
     *     no network or has a layer that is not supported
     */
    public static NetworkFile read(Path file, ReadOptions options) {
        byte[] start = start(file);
        boolean hdf5 = startsWith(start, HDF5);
        if (!hdf5 && !startsWith(start, ZIP)) {
            return NetworkFile.read(file, options);
        }
        if (options.output().isPresent() || options.channels().isPresent()) {
            throw new NetworkException(
                    file
                            + ": it has one output and says its channels; leave --output and"
                            + " --channels out, which are for ONNX files");
        }
        return imported(
                hdf5
                        ? KerasFile.read(file, options.inputSize())
                        : Dl4jFile.read(file, options.inputSize()));
    }

    private static NetworkFile imported(ImportedModel model) {
        return new NetworkFile(new Dl4jTranslator(model).network(), Optional.empty());
    }

    /** The first bytes; none of what is no file: the ONNX reader says so. */
    private static byte[] start(Path file) {
        if (!Files.isRegularFile(file)) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HDF5.length);
        } catch (IOException e) {
            throw new NetworkException(
                    file + ": cannot be read (" + e + "); check that it is a file you may read", e);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length
                && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }
}
