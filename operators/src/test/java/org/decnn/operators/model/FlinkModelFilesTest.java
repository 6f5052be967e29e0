package org.decnn.operators.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkModelFilesTest {

    @TempDir private Path folder;

    @Test
    void nestedFilesAreListedRelativeWithForwardSlashes() throws Exception {
        write("model.json");
        write("stage-1/shard-0.onnx");
        write("stage-1/deeper/extra file.bin");
        Files.createDirectory(folder.resolve("empty"));

        assertThat(new FlinkModelFiles(folder.toString()).list())
                .containsExactly(
                        "model.json", "stage-1/deeper/extra file.bin", "stage-1/shard-0.onnx")
                .isEqualTo(new LocalModelFiles(folder).list())
                .isEqualTo(new FlinkModelFiles(folder.toUri().toString()).list());
    }

    @Test
    void aFileIsReadByItsPathInTheDirectory() throws Exception {
        write("stage-1/shard-0.onnx");
        try (InputStream in = new FlinkModelFiles(folder.toString()).open("stage-1/shard-0.onnx")) {
            assertThat(in.readAllBytes()).asString().isEqualTo("stage-1/shard-0.onnx");
        }
    }

    @Test
    void aMissingFileIsNotFound() {
        FlinkModelFiles files = new FlinkModelFiles(folder.toString());
        assertThatThrownBy(() -> files.open("model.json"))
                .isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> ModelDirectory.open(files))
                .isInstanceOf(ModelDirectoryException.class)
                .hasMessageContaining("is not a model directory");
    }

    private void write(String path) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, path);
    }
}
