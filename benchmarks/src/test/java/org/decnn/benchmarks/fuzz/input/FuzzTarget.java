package org.decnn.benchmarks.fuzz.input;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The doors, by name. */
enum FuzzTarget {
    JPEG(PictureDoor.jpeg()),
    PNG(PictureDoor.png()),
    GIF(PictureDoor.gif()),
    BMP(PictureDoor.bmp()),
    WEBP(PictureDoor.webp()),
    EXIF(new ExifDoor()),
    ONNX(new OnnxDoor()),
    MODEL(new ModelDoor()),
    IMAGES(new ImageRecordDoor()),
    ANSWERS(new AnswerRecordDoor()),
    NPY(new NpyDoor()),
    STREAM(new StreamDoor());

    /** On the slowest machine that this is meant for, with coverage counted. */
    private static final double MOST_SECONDS = 2;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Door door;

    FuzzTarget(Door door) {
        this.door = door;
    }

    static FuzzTarget of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    Door door() {
        return door;
    }

    /**
     * Takes one input in, and holds it to what it may cost. What costs more does so twice: the
     * first time classes may have been loaded.
     *
     * @throws Exception whatever it is, it is a finding
     */
    void take(byte[] bytes) throws Exception {
        if (isDear(costOf(bytes))) {
            Cost cost = costOf(bytes);
            if (isDear(cost)) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "%d bytes cost %.1f s and %,d bytes of memory, more than %.0f s or %,d",
                                bytes.length,
                                cost.seconds(),
                                cost.bytes(),
                                MOST_SECONDS,
                                door.mostBytes()));
            }
        }
    }

    private record Cost(double seconds, long bytes) {}

    private boolean isDear(Cost cost) {
        return cost.seconds() > MOST_SECONDS || cost.bytes() > door.mostBytes();
    }

    private Cost costOf(byte[] bytes) throws Exception {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        door.take(bytes);
        return new Cost(
                (THREADS.getCurrentThreadCpuTime() - nanos) / 1e9,
                THREADS.getCurrentThreadAllocatedBytes() - allocated);
    }
}
