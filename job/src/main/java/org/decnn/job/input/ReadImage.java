package org.decnn.job.input;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.IncomingImage.Format;
import org.decnn.operators.slice.SampleId;

/** Reads an image by its number. */
public final class ReadImage extends RichMapFunction<Long, IncomingImage> {

    private static final long serialVersionUID = 1L;

    private final InputCatalog catalog;
    private final java.util.ArrayList<String> labels;

    private transient SeekableByteChannel open;
    private transient InputFile openFile;

    /**
     * @param labels names of the classes that CIFAR-10's labels stand for
     */
    public ReadImage(InputCatalog catalog, List<String> labels) {
        this.catalog = catalog;
        this.labels = new java.util.ArrayList<>(labels);
    }

    @Override
    public IncomingImage map(Long image) throws IOException {
        InputFile file = catalog.fileOf(image);
        long number = catalog.within(image);
        return switch (file.kind()) {
            case PICTURE ->
                    new IncomingImage(
                            header(image, file, file.name(), folderLabel(file)),
                            Format.ENCODED,
                            Files.readAllBytes(file.path()));
            case CIFAR -> {
                byte[] row = read(file, number);
                yield new IncomingImage(
                        header(image, file, file.name() + "#" + number, label(row[0])),
                        Format.CIFAR,
                        Arrays.copyOfRange(row, 1, row.length));
            }
            case TENSORS ->
                    new IncomingImage(
                            header(image, file, file.name() + "#" + number, null),
                            Format.TENSOR,
                            read(file, number));
        };
    }

    private static ImageHeader header(long image, InputFile file, String id, String label) {
        return new ImageHeader(
                new SampleId(0, image), id, file.name(), System.currentTimeMillis(), label);
    }

    /** A picture in a folder that is named after a class is of that class. */
    private String folderLabel(InputFile file) {
        Path folder = file.path().getParent();
        String name =
                folder == null || folder.getFileName() == null
                        ? ""
                        : folder.getFileName().toString();
        return labels.contains(name) ? name : null;
    }

    private String label(byte index) {
        return index < labels.size() && index >= 0 ? labels.get(index) : Integer.toString(index);
    }

    private byte[] read(InputFile file, long number) throws IOException {
        if (!file.equals(openFile)) {
            close();
            open = Files.newByteChannel(file.path());
            openFile = file;
        }
        ByteBuffer row = ByteBuffer.allocate(file.stride());
        open.position(file.start() + number * file.stride());
        while (row.hasRemaining()) {
            if (open.read(row) < 0) {
                throw new EOFException(file.name() + " breaks off before its image " + number);
            }
        }
        return row.array();
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
            openFile = null;
        }
    }
}
