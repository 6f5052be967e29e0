package org.decnn.job.input;

import java.io.IOException;
import java.io.RandomAccessFile;
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

    private transient RandomAccessFile open;
    private transient String openPath;

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
                            Files.readAllBytes(Path.of(file.path())));
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
        Path folder = Path.of(file.path()).getParent();
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
        if (!file.path().equals(openPath)) {
            close();
            open = new RandomAccessFile(file.path(), "r");
            openPath = file.path();
        }
        byte[] row = new byte[file.stride()];
        open.seek(file.start() + number * file.stride());
        open.readFully(row);
        return row;
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
            openPath = null;
        }
    }
}
