package org.decnn.operators.testing;

import java.net.URI;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;

/** Gives Flink the scheme {@value CountingFileSystem#SCHEME}. */
public final class CountingFileSystemFactory implements FileSystemFactory {

    @Override
    public String getScheme() {
        return CountingFileSystem.SCHEME;
    }

    @Override
    public FileSystem create(URI uri) {
        return new CountingFileSystem();
    }
}
