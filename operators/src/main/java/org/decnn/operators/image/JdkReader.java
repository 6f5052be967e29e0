package org.decnn.operators.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The JDK's own reader of one format. Asked for by module, so neither the context class loader
 * (Flink's user code has its own) nor a plugin that another job registered changes what is used.
 */
final class JdkReader {
    private final ImageReaderSpi provider;

    JdkReader(String format) {
        Iterator<ImageReaderSpi> all =
                JdkRegistry.get().getServiceProviders(ImageReaderSpi.class, true);
        while (all.hasNext()) {
            ImageReaderSpi candidate = all.next();
            if (candidate.getClass().getModule() == ImageIO.class.getModule()
                    && Arrays.asList(candidate.getFormatNames()).contains(format)) {
                provider = candidate;
                return;
            }
        }
        throw new IllegalStateException(
                "this Java runtime has no "
                        + format
                        + " reader: run on one with the java.desktop module");
    }

    /** What is read with an open reader. */
    interface Reading<T> {
        T from(ImageReader reader) throws IOException;
    }

    /** Opens a reader on the bytes, reads, and closes it; never touches the disk. */
    <T> T read(byte[] encoded, Reading<T> reading) throws IOException {
        ImageReader reader = provider.createReaderInstance();
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
            reader.setInput(in, true, true);
            return reading.from(reader);
        } finally {
            reader.dispose();
        }
    }
}
