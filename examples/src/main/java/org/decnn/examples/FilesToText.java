package org.decnn.examples;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.network.Ending;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.logits.TopClasses;
import org.decnn.operators.model.FlinkModelFiles;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.topology.RecordTypes;
import org.decnn.operators.topology.SplitNetwork;
import org.decnn.operators.topology.SplitOptions;

/**
 * Pictures of a folder through a split network, to lines of text: MODEL PICTURES TEXT, all URIs.
 */
public final class FilesToText {

    public static void main(String[] args) throws Exception {
        ModelDirectory model = ModelDirectory.open(new FlinkModelFiles(args[0]));
        List<String> pictures = filesIn(new Path(args[1]));
        List<String> labels = model.labels();
        Ending ending = model.manifest().ending();
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();

        DataStream<IncomingImage> images =
                environment
                        .fromSequence(0, pictures.size() - 1)
                        .map(number -> read(number, pictures.get(number.intValue())))
                        .returns(RecordTypes.IMAGE);
        SplitNetwork.Outcome outcome =
                new SplitNetwork(model, SplitOptions.onDevices(model.manifest().shards()))
                        .classify(images);
        DataStream<String> answers =
                outcome.classified()
                        .map(
                                image -> {
                                    var best = TopClasses.of(image.logits(), ending, labels, 1);
                                    return image.header().id() + "\t" + best.get(0).label();
                                })
                        .returns(Types.STRING);
        DataStream<String> rejections =
                outcome.rejected()
                        .map(image -> image.header().id() + "\t" + image.reason())
                        .returns(Types.STRING);
        answers.union(rejections)
                .sinkTo(
                        FileSink.forRowFormat(new Path(args[2]), new SimpleStringEncoder<String>())
                                .build());
        environment.execute("files to text");
    }

    private static List<String> filesIn(Path folder) throws IOException {
        return Arrays.stream(folder.getFileSystem().listStatus(folder))
                .map(file -> file.getPath().toString())
                .sorted()
                .toList();
    }

    /** The number is the sample's id: it must be the same when the file is read again. */
    private static IncomingImage read(long number, String picture) throws IOException {
        Path file = new Path(picture);
        try (FSDataInputStream in = file.getFileSystem().open(file)) {
            return new IncomingImage(
                    new ImageHeader(new SampleId(0, number), file.getName(), "files", 0, null),
                    IncomingImage.Format.ENCODED,
                    in.readAllBytes());
        }
    }
}
