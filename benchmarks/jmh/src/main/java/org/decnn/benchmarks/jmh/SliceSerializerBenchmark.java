package org.decnn.benchmarks.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.decnn.operators.serial.RecordSerializer;
import org.decnn.operators.slice.Batch;
import org.decnn.operators.slice.SampleId;
import org.decnn.operators.slice.Slice;
import org.decnn.operators.slice.SliceFormat;
import org.decnn.operators.slice.Tensors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A slice written into Flink's output and read from its input. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SliceSerializerBenchmark {

    /** The largest of a small network, and of ResNet-50 ×1.75 as 8-bit values and in fp32. */
    @Param({"4096", "87808", "351232"})
    public int bytes;

    private final RecordSerializer<Slice> serializer = new RecordSerializer<>(new SliceFormat());
    private final DataInputDeserializer in = new DataInputDeserializer();
    private DataOutputSerializer out;
    private byte[] written;
    private Slice slice;

    @Setup
    public void fill() throws IOException {
        slice =
                new Slice(
                        Batch.of(0, new SampleId(1, 2)),
                        1,
                        0,
                        2,
                        1,
                        Tensors.lent(ByteBuffer.allocateDirect(bytes)));
        out = new DataOutputSerializer(bytes + 1024);
        serializer.serialize(slice, out);
        written = out.getCopyOfBuffer();
    }

    @Benchmark
    public int write() throws IOException {
        out.clear();
        serializer.serialize(slice, out);
        return out.length();
    }

    @Benchmark
    public Slice read() throws IOException {
        in.setBuffer(written);
        return serializer.deserialize(in);
    }
}
