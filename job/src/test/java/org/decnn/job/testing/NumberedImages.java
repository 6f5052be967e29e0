package org.decnn.job.testing;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.job.topology.RecordTypes;
import org.decnn.job.topology.SplitNetwork;
import org.decnn.job.topology.SplitOptions;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.slice.SampleId;

/** One picture, again and again, as images with numbers from 0. */
public final class NumberedImages {

    private NumberedImages() {}

    /** The same, classified by a split network; sets the environment up for it. */
    public static DataStream<ClassifiedImage> classified(
            StreamExecutionEnvironment environment,
            ModelDirectory directory,
            SplitOptions options,
            int images) {
        SplitNetwork network = new SplitNetwork(directory, options);
        network.configure(environment);
        return network.classify(stream(environment, images)).classified();
    }

    private static DataStream<IncomingImage> stream(
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
