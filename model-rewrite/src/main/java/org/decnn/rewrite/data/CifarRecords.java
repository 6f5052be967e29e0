package org.decnn.rewrite.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.decnn.operators.image.Cifar10;

/** CIFAR-10 records in memory: 31 MB for 10,000. */
final class CifarRecords implements LabelledImages {

    private record Batch(Path file, byte[] records, int first) {}

    private final List<Batch> batches = new ArrayList<>();
    private final NetworkPixels pixels;
    private int size;

    private CifarRecords(NetworkPixels pixels) {
        this.pixels = pixels;
    }

    static CifarRecords read(List<Path> files, NetworkPixels pixels) throws IOException {
        CifarRecords records = new CifarRecords(pixels);
        for (Path file : files) {
            records.add(file);
        }
        return records;
    }

    private void add(Path file) throws IOException {
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".bin")) {
            throw new DataException(
                    file + " is no CIFAR-10 .bin file: give one, or a folder of pictures");
        }
        long bytes = Files.size(file);
        if (bytes == 0 || bytes % Cifar10.RECORD_BYTES != 0) {
            throw new DataException(
                    file
                            + " has "
                            + bytes
                            + " bytes, no multiple of CIFAR-10's "
                            + Cifar10.RECORD_BYTES
                            + " a record: give the binary version of CIFAR-10");
        }
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new DataException(
                    file + " has " + bytes + " bytes, more than fit in memory: split it");
        }
        Batch batch = new Batch(file, Files.readAllBytes(file), size);
        int count = batch.records.length / Cifar10.RECORD_BYTES;
        for (int i = 0; i < count; i++) {
            int label = batch.records[i * Cifar10.RECORD_BYTES] & 0xff;
            if (label >= Cifar10.CLASSES.size()) {
                throw new DataException(
                        file
                                + "#"
                                + i
                                + " has label "
                                + label
                                + ", but CIFAR-10's are 0 to 9: give the binary version of CIFAR-10");
            }
        }
        batches.add(batch);
        size += count;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<String> classes() {
        return Cifar10.CLASSES;
    }

    @Override
    public int label(int image) {
        Batch batch = batchOf(image);
        return batch.records[start(image, batch)];
    }

    @Override
    public String nameOf(int image) {
        Batch batch = batchOf(image);
        return batch.file + "#" + (image - batch.first);
    }

    @Override
    public void read(int image, byte[] into) {
        Batch batch = batchOf(image);
        int planes = start(image, batch) + 1;
        pixels.fitCifar(
                Arrays.copyOfRange(batch.records, planes, planes + Cifar10.PLANE_BYTES), into);
    }

    private static int start(int image, Batch batch) {
        return (image - batch.first) * Cifar10.RECORD_BYTES;
    }

    private Batch batchOf(int image) {
        for (int i = batches.size() - 1; ; i--) {
            if (batches.get(i).first <= image) {
                return batches.get(i);
            }
        }
    }
}
