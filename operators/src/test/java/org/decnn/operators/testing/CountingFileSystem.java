package org.decnn.operators.testing;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** The local file system, which notes what is read from it. */
final class CountingFileSystem extends LocalFileSystem {

    static final String SCHEME = "counting";

    private static final Map<String, Long> BYTES_READ = new TreeMap<>();

    /** A local folder, reached through this file system. */
    static String uri(java.nio.file.Path folder) {
        return SCHEME + ":" + folder.toAbsolutePath();
    }

    /** Bytes read of each file that was opened since the last call, by absolute path. */
    static Map<String, Long> takeReads() {
        Map<String, Long> reads = new TreeMap<>(BYTES_READ);
        BYTES_READ.clear();
        return reads;
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        BYTES_READ.merge(path.getPath(), 0L, Long::sum);
        return new Counted(super.open(path), path.getPath());
    }

    private static final class Counted extends FSDataInputStream {

        private final FSDataInputStream in;
        private final String path;

        Counted(FSDataInputStream in, String path) {
            this.in = in;
            this.path = path;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            BYTES_READ.merge(path, read < 0 ? 0L : 1L, Long::sum);
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = in.read(into, offset, length);
            BYTES_READ.merge(path, (long) Math.max(0, read), Long::sum);
            return read;
        }

        @Override
        public void seek(long position) throws IOException {
            in.seek(position);
        }

        @Override
        public long getPos() throws IOException {
            return in.getPos();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
