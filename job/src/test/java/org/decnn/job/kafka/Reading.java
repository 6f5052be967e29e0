package org.decnn.job.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.apache.flink.util.OutputTag;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.RejectedImage;

/** What {@link ImageRecordReader} makes of one record: an image or a rejection. */
record Reading(List<IncomingImage> images, List<RejectedImage> rejections) {
    private static final OutputTag<RejectedImage> REJECTED =
            new OutputTag<>("rejected", TypeInformation.of(RejectedImage.class));

    static Reading of(ValueFormat format, KafkaImage record) {
        try (OneInputStreamOperatorTestHarness<KafkaImage, IncomingImage> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(
                        new ImageRecordReader(format, REJECTED))) {
            harness.processElement(record, record.timestamp());
            List<RejectedImage> rejections = new ArrayList<>();
            if (harness.getSideOutput(REJECTED) != null) {
                harness.getSideOutput(REJECTED).forEach(r -> rejections.add(r.getValue()));
            }
            return new Reading(harness.extractOutputValues(), rejections);
        } catch (Exception e) {
            throw new AssertionError("the reader failed, which would fail the job", e);
        }
    }

    IncomingImage image() {
        if (images.size() != 1 || !rejections.isEmpty()) {
            throw new AssertionError("expected one image, got " + this);
        }
        return images.get(0);
    }

    RejectedImage rejection() {
        if (rejections.size() != 1 || !images.isEmpty()) {
            throw new AssertionError("expected one rejection, got " + this);
        }
        return rejections.get(0);
    }
}
