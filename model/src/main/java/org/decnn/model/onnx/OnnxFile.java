package org.decnn.model.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import org.decnn.model.network.NetworkException;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/**
 * A parsed model file.
 *
 * @param name as errors give it
 * @param folder where weights kept outside the file lie; empty if the model is not a file
 */
record OnnxFile(String name, ModelProto model, Optional<Path> folder) {

    /** From this opset on, Add, Mul and the like broadcast as they still do today. */
    private static final long OLDEST_OPSET = 7;

    /** What ONNX Runtime 1.28 takes; an operator may mean something else in a later one. */
    private static final long NEWEST_OPSET = 26;

    static OnnxFile open(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            return parse(Files.readAllBytes(file), file.toString(), Optional.of(folder));
        } catch (NoSuchFileException e) {
            throw new NetworkException(file + ": no such file; check the path", e);
        } catch (IOException e) {
            throw new NetworkException(
                    file + ": cannot be read (" + e + "); check that it is a file you may read", e);
        } catch (OutOfMemoryError e) {
            throw new NetworkException(
                    file
                            + ": does not fit the memory; give Java more (-Xmx), or, over 2 GiB,"
                            + " save the weights as external data",
                    e);
        }
    }

    static OnnxFile of(byte[] bytes, String name) {
        return parse(bytes, name, Optional.empty());
    }

    private static OnnxFile parse(byte[] bytes, String name, Optional<Path> folder) {
        OnnxFile file = new OnnxFile(name, model(bytes, name), folder);
        if (file.graph().getOutputCount() == 0) {
            throw file.error("it holds no ONNX graph; give a network exported as .onnx");
        }
        if (file.opset() < OLDEST_OPSET) {
            throw file.error(
                    "its opset %d is older than %d; convert it with onnx.version_converter",
                    file.opset(), OLDEST_OPSET);
        }
        if (file.opset() > NEWEST_OPSET) {
            throw file.error(
                    "its opset %d is newer than %d, the newest that is read; export with an older"
                            + " one",
                    file.opset(), NEWEST_OPSET);
        }
        return file;
    }

    /** Weights are views of the array, not copies; an array has no size limit in protobuf. */
    private static ModelProto model(byte[] bytes, String name) {
        CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        input.enableAliasing(true);
        try {
            ModelProto model = ModelProto.parseFrom(input);
            input.checkLastTagWas(0);
            return model;
        } catch (IOException e) {
            throw new NetworkException(
                    name + ": not an ONNX file, or cut short; export or download it again", e);
        }
    }

    GraphProto graph() {
        return model.getGraph();
    }

    /** The version of ONNX's own operators that the file is written in. */
    long opset() {
        return model.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion)
                .findFirst()
                .orElse(1);
    }

    /** The file's name without folders and ending. */
    String networkName() {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        return last.endsWith(".onnx") ? last.substring(0, last.length() - 5) : last;
    }

    NetworkException error(String message, Object... args) {
        return new NetworkException(name + ": " + String.format(message, args));
    }
}
