package org.decnn.examples;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ImageHeader;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.logits.TopClasses;
import org.decnn.operators.model.FlinkModelFiles;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.topology.RecordTypes;
import org.decnn.operators.topology.SplitNetwork;
import org.decnn.operators.topology.SplitOptions;

/**
 * Pictures, each the value of a record of the topic "images", through a split network; where a
 * class is seen, a line goes to the topic "alerts": MODEL BROKERS CLASS.
 */
public final class AlertWhenSeen {

    public static void main(String[] args) throws Exception {
        ModelDirectory model = ModelDirectory.open(new FlinkModelFiles(args[0]));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        environment.enableCheckpointing(10_000);

        KafkaSource<IncomingImage> pictures =
                KafkaSource.<IncomingImage>builder()
                        .setBootstrapServers(args[1])
                        .setTopics("images")
                        .setGroupId("alert-when-seen")
                        .setDeserializer(new Pictures())
                        .build();
        DataStream<IncomingImage> images =
                environment
                        .fromSource(pictures, WatermarkStrategy.noWatermarks(), "pictures")
                        .uid("pictures");
        SplitNetwork.Outcome outcome =
                new SplitNetwork(model, SplitOptions.onDevices(model.manifest().shards()))
                        .classify(images);
        DataStream<String> seen =
                outcome.classified().flatMap(alert(model, args[2])).returns(Types.STRING);
        DataStream<String> unreadable =
                outcome.rejected()
                        .map(image -> image.header().id() + ": " + image.message())
                        .returns(Types.STRING);
        seen.union(unreadable)
                .sinkTo(
                        KafkaSink.<String>builder()
                                .setBootstrapServers(args[1])
                                .setRecordSerializer(
                                        KafkaRecordSerializationSchema.builder()
                                                .setTopic("alerts")
                                                .setValueSerializationSchema(
                                                        new SimpleStringSchema())
                                                .build())
                                .build());
        environment.execute("alert when " + args[2] + " is seen");
    }

    private static FlatMapFunction<ClassifiedImage, String> alert(
            ModelDirectory model, String watched) {
        var labels = model.labels();
        var ending = model.manifest().ending();
        return (image, out) -> {
            var best = TopClasses.of(image.logits(), ending, labels, 1).get(0);
            if (best.label().equals(watched) && best.probability() >= 0.5) {
                out.collect(image.header().id() + ": " + watched);
            }
        };
    }

    /** A record's place is the sample's id: it is the same when the record is read again. */
    private static final class Pictures implements KafkaRecordDeserializationSchema<IncomingImage> {
        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> read, Collector<IncomingImage> out) {
            SampleId sample = new SampleId(read.partition(), read.offset());
            String id = read.topic() + "-" + read.partition() + "-" + read.offset();
            byte[] picture = read.value() == null ? new byte[0] : read.value();
            out.collect(
                    new IncomingImage(
                            new ImageHeader(
                                    sample, id, read.topic(), Math.max(0, read.timestamp()), null),
                            IncomingImage.Format.ENCODED,
                            picture));
        }

        @Override
        public TypeInformation<IncomingImage> getProducedType() {
            return RecordTypes.IMAGE;
        }
    }
}
