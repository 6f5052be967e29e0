package org.decnn.rewrite.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.decnn.rewrite.data.DataException;

/**
 * The state of a training after an epoch, in one file: a ZIP of {@code training.json} (what is
 * trained, and what came out so far) and {@code state.ndlist} (weights, running statistics and
 * momenta, as DJL writes arrays).
 */
final class Checkpoint {

    private static final String TRAINING = "training.json";
    private static final String STATE = "state.ndlist";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param training tells one training from another: network, data and recipe
     * @param history of the epochs done
     */
    record Progress(String training, List<EpochResult> history) {}

    private final Path file;

    Checkpoint(Path file) {
        this.file = file;
    }

    /** Replaces the file, which is whole at any moment. */
    void write(Progress progress, Map<String, NDArray> state) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(part);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(TRAINING));
            zip.write(JSON.writeValueAsBytes(progress));
            zip.putNextEntry(new ZipEntry(STATE));
            NDList arrays = new NDList();
            state.forEach(
                    (name, array) -> {
                        NDArray named = array.stopGradient();
                        named.setName(name);
                        arrays.add(named);
                    });
            zip.write(arrays.encode());
        }
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    boolean exists() {
        return Files.exists(file);
    }

    /**
     * Sets a training back to where it was.
     *
     * @param training what is about to be trained
     * @param state set to what the file holds
     * @throws DataException if the file is of another training, or is none
     */
    Progress read(String training, Map<String, NDArray> state, NDManager manager)
            throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile());
                NDManager scratch = manager.newSubManager()) {
            Progress progress;
            try (InputStream in = zip.getInputStream(zip.getEntry(TRAINING))) {
                progress = JSON.readValue(in, Progress.class);
            }
            if (!progress.training().equals(training)) {
                throw new DataException(
                        file
                                + " is of another training (other network, data or recipe):"
                                + " give --restart to begin anew, or another --out");
            }
            try (InputStream in = zip.getInputStream(zip.getEntry(STATE))) {
                for (NDArray saved : NDList.decode(scratch, in)) {
                    saved.copyTo(state.get(saved.getName()));
                }
            }
            return progress;
        } catch (java.util.zip.ZipException | JsonProcessingException e) {
            throw new DataException(
                    file + " is no checkpoint: give --restart to begin anew, or another --out", e);
        }
    }
}
