package org.decnn.operators.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;

/** Which way up a picture was taken, as its EXIF says. */
final class ExifOrientation {
    private ExifOrientation() {}

    /**
     * Reads tag 0x0112 of the first directory.
     *
     * @param exif TIFF structure from byte {@code offset} on
     * @return 1 to 8; 1, upright, where EXIF is broken or says nothing
     */
    static int of(byte[] exif, int offset) {
        Metadata metadata = new Metadata();
        try {
            new ExifReader().extract(new ByteArrayReader(exif, offset), metadata);
        } catch (RuntimeException e) {
            return 1; // like Pillow: the pixels are sound
        }
        ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        Integer value =
                directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        return value == null || value < 1 || value > 8 ? 1 : value;
    }
}
