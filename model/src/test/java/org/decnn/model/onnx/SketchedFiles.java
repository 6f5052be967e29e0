package org.decnn.model.onnx;

import java.util.Map;

/** Small ONNX files with much in them, as exporters write it: to be damaged. */
public final class SketchedFiles {

    private SketchedFiles() {}

    /** By name. */
    public static Map<String, byte[]> all() {
        return Map.of("every-kind-of-node.onnx", everyKindOfNode(), "arranged.onnx", arranged());
    }

    /** Axes that move, parts, borders, gates, normalisations, and constants made of others. */
    static byte[] arranged() {
        return GraphSketch.of(18, 1, 4, 4, 4)
                .weight("c", 4)
                .variance("v", 4)
                .weight("square", 4, 4)
                .one("two", 2)
                .integers("pads", 0, 1, 0, 0, 0, 1, 1, -1)
                .integers("start", 0)
                .integers("end", 3)
                .integers("axis", 1)
                .integers("shape", 1, 2, 2, 16)
                .integers("flat", 1, 4, 4, 4)
                .node("Transpose", "x", "a", "perm", GraphSketch.ints(0, 2, 3, 1))
                .node("Mul", "a c", "b")
                .node("MatMul", "b square", "d")
                .node("ReduceMean", "d", "e", "keepdims", 1)
                .node("Sub", "d e", "f")
                .node("Transpose", "f", "g", "perm", GraphSketch.ints(0, 3, 1, 2))
                .node("Pad", "g pads", "h")
                .node("Split", "h", "i j", "axis", 1, "num_outputs", 2)
                .node("Slice", "i start end axis", "k")
                .node("Concat", "j k", "l", "axis", 1)
                .node("GlobalMaxPool", "x", "m")
                .node("Reshape", "x shape", "n")
                .node("InstanceNormalization", "n twos twos", "o")
                .weight("twos", new float[] {1, 2}, 2)
                .node("Reshape", "o flat", "p")
                .node("Sigmoid", "m", "q")
                .node("Expand", "q flat", "r")
                .node("Mul", "p r", "s")
                .node("Div", "v c", "t")
                .node("Sqrt", "v", "u")
                .node("Where", "t u v", "w")
                .node("PRelu", "s slope", "z")
                .weight("slope", 4, 1, 1)
                .node("Pow", "z two", "aa")
                .node("GroupNormalization", "aa twos twos", "bb", "num_groups", 2)
                .node("Softmax", "bb", "cc", "axis", 1)
                .node("ReduceMax", "cc rows", "dd", "keepdims", 0)
                .integers("rows", 2, 3)
                .node("ReduceSum", "l rows", "ee", "keepdims", 0)
                .node("Concat", "dd ee", "ff", "axis", 1)
                .node("Flatten", "ff", "y")
                .bytes();
    }

    /** Small weights, so that most damage hits the structure. */
    static byte[] everyKindOfNode() {
        return GraphSketch.of(13, 1, 4, 4, 4)
                .weight("w", 4, 1, 3, 3)
                .variance("v", 4)
                .weight("max", new float[] {6})
                .weight("fc", 26, 3)
                .weight("b", 3)
                .integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)
                .integers("rows", 1, 2, 2, 4, 4)
                .integers("one", 1)
                .node("Pad", "x pads", "p")
                .node("Conv", "p w", "a", "group", 4, "strides", GraphSketch.ints(1, 1))
                .node("BatchNormalization", "a v v v v", "b1", "epsilon", 1e-5f)
                .node("Clip", "b1 _ max", "c")
                .node("LRN", "c", "d", "size", 3)
                .node("Reshape", "d rows", "e")
                .node("Transpose", "e", "f", "perm", GraphSketch.ints(0, 2, 1, 3, 4))
                .node("Shape", "d", "dims")
                .node("Gather", "dims one", "channels")
                .node("Slice", "dims one one", "nothing")
                .node("Concat", "dims nothing", "all", "axis", 0)
                .node("Add", "channels one", "more")
                .node("Sub", "more one", "same")
                .node("Reshape", "f all", "g")
                .node("Concat", "g d", "h", "axis", 1)
                .node("Gather", "h same", "i", "axis", 1)
                .node("Concat", "i h i h h", "j", "axis", 1)
                .node(
                        "MaxPool",
                        "j",
                        "k",
                        "kernel_shape",
                        GraphSketch.ints(2, 2),
                        "auto_pad",
                        "SAME_UPPER")
                .node("ReduceMean", "k", "l", "axes", GraphSketch.ints(2, 3), "keepdims", 0)
                .node("MatMul", "l fc", "m")
                .node("Add", "m b", "n")
                .node("Softmax", "n", "y", "axis", -1)
                .bytes();
    }
}
