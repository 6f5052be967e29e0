package org.decnn.rewrite.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.operators.image.DecodeLimits;
import org.decnn.operators.image.ImageDecoder;
import org.decnn.operators.image.RejectedImageException;
import org.decnn.rewrite.data.LabelledImages;

/**
 * A small real problem: which of the shipped photographs is a crop of 12×12 pixels from? What is
 * learned from lies in the left halves of the photographs, what is tested on in the right ones.
 */
final class PhotographCrops implements LabelledImages {

    static final Preprocessing PREPROCESSING = of(12);

    private static final Path FOLDER = Path.of("..", "demo", "images");
    private static final int PHOTOGRAPH = 64;
    private static final int CROP = 12;

    private final List<String> photographs;
    private final List<byte[]> crops = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    private PhotographCrops(List<String> photographs, int cropsOfEach, boolean left) {
        this.photographs = photographs;
        SplittableRandom random = new SplittableRandom(left ? 1 : 2);
        for (int i = 0; i < cropsOfEach * photographs.size(); i++) {
            int label = i % photographs.size();
            int room = PHOTOGRAPH / 2 - CROP;
            int x = random.nextInt(room) + (left ? 0 : PHOTOGRAPH / 2);
            int y = random.nextInt(PHOTOGRAPH - CROP);
            crops.add(crop(decoded(photographs.get(label)), x, y));
            labels.add(label);
        }
    }

    static PhotographCrops toLearnFrom(int cropsOfEach, String... photographs) {
        return new PhotographCrops(List.of(photographs), cropsOfEach, true);
    }

    static PhotographCrops toTestOn(int cropsOfEach, String... photographs) {
        return new PhotographCrops(List.of(photographs), cropsOfEach, false);
    }

    private static Preprocessing of(int side) {
        return new Preprocessing(
                side,
                side,
                side,
                ChannelOrder.RGB,
                1 / 255.,
                List.of(.5, .5, .5),
                List.of(.25, .25, .25));
    }

    private static byte[] decoded(String photograph) {
        try {
            return new ImageDecoder(of(PHOTOGRAPH), DecodeLimits.DEFAULT)
                    .decode(Files.readAllBytes(FOLDER.resolve(photograph + ".jpg")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RejectedImageException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] crop(byte[] photograph, int x, int y) {
        byte[] crop = new byte[3 * CROP * CROP];
        for (int row = 0; row < 3 * CROP; row++) {
            int from = ((row / CROP * PHOTOGRAPH) + y + row % CROP) * PHOTOGRAPH + x;
            System.arraycopy(photograph, from, crop, row * CROP, CROP);
        }
        return crop;
    }

    @Override
    public int size() {
        return crops.size();
    }

    @Override
    public List<String> classes() {
        return photographs;
    }

    @Override
    public int label(int image) {
        return labels.get(image);
    }

    @Override
    public String nameOf(int image) {
        return "crop " + image + " of " + photographs.get(labels.get(image));
    }

    @Override
    public void read(int image, byte[] pixels) {
        System.arraycopy(crops.get(image), 0, pixels, 0, pixels.length);
    }
}
