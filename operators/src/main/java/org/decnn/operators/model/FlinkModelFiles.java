package org.decnn.operators.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.decnn.model.directory.ModelFiles;

/** A model directory in any file system that Flink reads. */
public record FlinkModelFiles(String uri) implements ModelFiles {

    @Override
    public InputStream open(String path) throws IOException {
        Path file = new Path(new Path(uri), path);
        return file.getFileSystem().open(file);
    }

    @Override
    public Optional<java.nio.file.Path> local(String path) {
        Path file = new Path(new Path(uri), path);
        try {
            return file.getFileSystem() instanceof LocalFileSystem
                    ? Optional.of(java.nio.file.Path.of(file.getPath()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> list() throws IOException {
        Path root = new Path(uri);
        List<String> files = new ArrayList<>();
        list(root.getFileSystem(), root, "", files);
        Collections.sort(files);
        return files;
    }

    private static void list(FileSystem fileSystem, Path folder, String prefix, List<String> files)
            throws IOException {
        FileStatus[] entries = fileSystem.listStatus(folder);
        for (FileStatus entry : entries == null ? new FileStatus[0] : entries) {
            String path = prefix + entry.getPath().getName();
            if (entry.isDir()) {
                list(fileSystem, entry.getPath(), path + "/", files);
            } else {
                files.add(path);
            }
        }
    }

    @Override
    public String location() {
        return uri;
    }
}
