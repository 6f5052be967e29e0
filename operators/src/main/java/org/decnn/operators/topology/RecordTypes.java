package org.decnn.operators.topology;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.decnn.operators.flight.Home;
import org.decnn.operators.flight.HomeFormat;
import org.decnn.operators.image.BatchHeaders;
import org.decnn.operators.image.BatchHeadersFormat;
import org.decnn.operators.image.ClassifiedImage;
import org.decnn.operators.image.ClassifiedImageFormat;
import org.decnn.operators.image.IncomingImage;
import org.decnn.operators.image.IncomingImageFormat;
import org.decnn.operators.image.RejectedImage;
import org.decnn.operators.image.RejectedImageFormat;
import org.decnn.operators.serial.RecordTypeInfo;
import org.decnn.operators.slice.Activations;
import org.decnn.operators.slice.ActivationsFormat;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.SliceFormat;

/**
 * The types of all streams of the job. Each is written by hand; none is left to Flink's reflection.
 */
public final class RecordTypes {

    public static final TypeInformation<IncomingImage> IMAGE =
            new RecordTypeInfo<>(new IncomingImageFormat());
    public static final TypeInformation<RejectedImage> REJECTED =
            new RecordTypeInfo<>(new RejectedImageFormat());
    public static final TypeInformation<ClassifiedImage> CLASSIFIED =
            new RecordTypeInfo<>(new ClassifiedImageFormat());
    static final TypeInformation<BatchHeaders> HEADERS =
            new RecordTypeInfo<>(new BatchHeadersFormat());
    static final TypeInformation<Home> HOME = new RecordTypeInfo<>(new HomeFormat());
    static final TypeInformation<Activations> ACTIVATIONS =
            new RecordTypeInfo<>(new ActivationsFormat());
    static final TypeInformation<Slice> SLICE = new RecordTypeInfo<>(new SliceFormat());

    private RecordTypes() {}
}
