package org.decnn.job.testing;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.job.settings.JobEnvironment;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.topology.RecordTypes;
import org.decnn.operators.topology.SplitNetwork;
import org.decnn.operators.topology.SplitOptions;

/** Pictures as images with numbers from 0. */
public final class NumberedImages {

    private NumberedImages() {}

    /** The same, classified by a split network; sets the environment up for it. */
    public static DataStream<ClassifiedImage> classified(
            StreamExecutionEnvironment environment,
            ModelDirectory directory,
            SplitOptions options,
            int images) {
        SplitNetwork network = new SplitNetwork(directory, options);
        JobEnvironment.configure(environment, network);
        return network.classify(stream(environment, images)).classified();
    }

    /** One picture, again and again. */
    public static SingleOutputStreamOperator<IncomingImage> stream(
            StreamExecutionEnvironment environment, int images) {
        byte[] picture = TestPictures.png(1);
        return environment
                .fromSequence(0, images - 1)
                .map(number -> image(number, picture))
                .returns(RecordTypes.IMAGE);
    }

    /** {@link TestPictures#png} of each number. */
    public static SingleOutputStreamOperator<IncomingImage> different(
            StreamExecutionEnvironment environment, int images) {
        return environment
                .fromSequence(0, images - 1)
                .map(number -> image(number, TestPictures.png(number)))
                .returns(RecordTypes.IMAGE);
    }

    private static IncomingImage image(long number, byte[] picture) {
        return new IncomingImage(
                new ImageHeader(new SampleId(0, number), "image " + number, "test", 0, null),
                IncomingImage.Format.ENCODED,
                picture);
    }
}
