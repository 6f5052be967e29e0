package org.decnn.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.decnn.model.network.NetworkException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A file of a few bytes cannot ask for more memory than it is worth: it is refused. */
class SmallFileTest {

    private static final long LITTLE = 200L << 20;

    static Stream<Arguments> greedy() {
        return Stream.of(
                arguments(
                        image().integers("dims", 16000, 16000)
                                .node("ConstantOfShape", "dims", "big")
                                .node("Reshape", "x big", "y"),
                        "it makes a constant of axes [16000, 16000]"),
                arguments(
                        image().integers("dims", 16000, 16000)
                                .one("one", 1)
                                .node("Expand", "one dims", "big")
                                .node("Mul", "x big", "y"),
                        "it makes a constant of axes [16000, 16000]"),
                arguments(
                        image().weight("row", 1, 9000)
                                .weight("column", 9000, 1)
                                .node("Add", "row column", "big")
                                .node("Mul", "x big", "y"),
                        "it makes a constant of axes [9000, 9000]"),
                arguments(hundredMillions(), "values are computed from the file's"),
                arguments(
                        GraphSketch.of(13, 1, 1 << 20, 1 << 20, 1 << 20).node("Relu", "x", "y"),
                        "check the network and export it again"),
                arguments(
                        GraphSketch.of(13, 1, 16, 16_000, 1_000).node("Flatten", "x", "y"),
                        "more than 4194304 channels"));
    }

    /** Each step is small, and all of them together are not. */
    private static GraphSketch hundredMillions() {
        GraphSketch graph = image().integers("dims", 1000, 1000).one("one", 1);
        graph.node("Expand", "one dims", "c0");
        IntStream.range(0, 100).forEach(i -> graph.node("Neg", "c" + i, "c" + (i + 1)));
        return graph.node("Mul", "x c100", "y");
    }

    private static GraphSketch image() {
        return GraphSketch.of(13, 1, 4, 6, 6);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("greedy")
    void isRefusedInLittleMemory(GraphSketch graph, String why) {
        byte[] file = graph.bytes();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> OnnxReader.read(file, "net.onnx", OptionalInt.empty()))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("net.onnx: ")
                .hasMessageContaining(why)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(LITTLE);
    }
}
