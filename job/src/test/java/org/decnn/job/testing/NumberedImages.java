package org.decnn.job.testing;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.job.topology.RecordTypes;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.slice.SampleId;

/** One picture, again and again, as images with numbers from 0. */
public final class NumberedImages {

    private NumberedImages() {}

    public static DataStream<IncomingImage> stream(
            StreamExecutionEnvironment environment, int images) {
        byte[] picture = TestPictures.png(1);
        return environment
                .fromSequence(0, images - 1)
                .map(
                        i ->
                                new IncomingImage(
                                        new ImageHeader(
                                                new SampleId(0, i), "image " + i, "test", 0, null),
                                        IncomingImage.Format.ENCODED,
                                        picture))
                .returns(RecordTypes.IMAGE);
    }
}
