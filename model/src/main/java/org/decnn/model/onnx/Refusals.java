package org.decnn.model.onnx;

import java.util.Map;

/** Operators that are not read, and why. */
final class Refusals {

    /** What a network is that can be split. */
    static final String SPLITS =
            "this tool splits CNNs: one image [N, C, H, W] in, class scores out";

    private static final String RECURRENT = "recurrent layers are not split; " + SPLITS;
    private static final String LARGER =
            "layers that make larger pictures are not split; " + SPLITS;
    private static final String ATTENTION = "attention is not split; " + SPLITS;
    private static final String QUANTISED =
            "quantised networks are not read; export it in float32 or float16 (what is sent is"
                    + " quantised by --wire)";
    private static final String DECISION =
            "a decision or a loop that depends on the picture is not split; export with fixed"
                    + " shapes";
    private static final String SEQUENCE =
            "sequences and optional values are not read; export with fixed shapes";
    private static final String BOXES = "detectors and maskers are not split; " + SPLITS;
    private static final String CHOICE =
            "choices value by value are not read, but for a Where by one bound; use Relu, Clip or"
                    + " Shrink";
    private static final String INDEXED =
            "values picked one by one are not read; pick whole channels with Gather or Slice";

    private static final Map<String, String> REASONS =
            Map.ofEntries(
                    Map.entry("LSTM", RECURRENT),
                    Map.entry("GRU", RECURRENT),
                    Map.entry("RNN", RECURRENT),
                    Map.entry("ConvTranspose", LARGER),
                    Map.entry("Resize", LARGER),
                    Map.entry("Upsample", LARGER),
                    Map.entry("DepthToSpace", LARGER),
                    Map.entry("MaxUnpool", LARGER),
                    Map.entry("GridSample", LARGER),
                    Map.entry("Col2Im", LARGER),
                    Map.entry("Attention", ATTENTION),
                    Map.entry("RotaryEmbedding", ATTENTION),
                    Map.entry("MultiHeadAttention", ATTENTION),
                    Map.entry("Einsum", "sums by a formula are not read; use MatMul or Conv"),
                    Map.entry("QLinearConv", QUANTISED),
                    Map.entry("QLinearMatMul", QUANTISED),
                    Map.entry("QLinearAdd", QUANTISED),
                    Map.entry("ConvInteger", QUANTISED),
                    Map.entry("MatMulInteger", QUANTISED),
                    Map.entry("QuantizeLinear", QUANTISED),
                    Map.entry("DequantizeLinear", QUANTISED),
                    Map.entry("DynamicQuantizeLinear", QUANTISED),
                    Map.entry("If", DECISION),
                    Map.entry("Loop", DECISION),
                    Map.entry("Scan", DECISION),
                    Map.entry("SequenceConstruct", SEQUENCE),
                    Map.entry("SequenceEmpty", SEQUENCE),
                    Map.entry("SequenceInsert", SEQUENCE),
                    Map.entry("SequenceAt", SEQUENCE),
                    Map.entry("SequenceLength", SEQUENCE),
                    Map.entry("SequenceErase", SEQUENCE),
                    Map.entry("SequenceMap", SEQUENCE),
                    Map.entry("SplitToSequence", SEQUENCE),
                    Map.entry("ConcatFromSequence", SEQUENCE),
                    Map.entry("Optional", SEQUENCE),
                    Map.entry("OptionalGetElement", SEQUENCE),
                    Map.entry("OptionalHasElement", SEQUENCE),
                    Map.entry("NonMaxSuppression", BOXES),
                    Map.entry("RoiAlign", BOXES),
                    Map.entry("MaxRoiPool", BOXES),
                    Map.entry("Equal", CHOICE),
                    Map.entry("And", CHOICE),
                    Map.entry("Or", CHOICE),
                    Map.entry("Xor", CHOICE),
                    Map.entry("Not", CHOICE),
                    Map.entry("GatherElements", INDEXED),
                    Map.entry("GatherND", INDEXED),
                    Map.entry("ScatterElements", INDEXED),
                    Map.entry("ScatterND", INDEXED));

    private Refusals() {}

    /** Why a node cannot be read that has no reader. */
    static RuntimeException of(Node node, String supported) {
        String operator = node.operator();
        if (operator.equals("ArgMax") || operator.equals("ArgMin") || operator.equals("TopK")) {
            return node.error(
                    "it picks classes from scores, and the scores are what is split; cut the"
                            + " network before it with --output %s",
                    node.proto().getInput(0));
        }
        String reason = REASONS.get(operator);
        return reason == null
                ? node.error("this operator is not supported; supported are %s", supported)
                : node.error("%s", reason);
    }

    /** Why a node of another domain than ONNX's own cannot be read. */
    static RuntimeException ofDomain(Node node) {
        String domain = node.proto().getDomain();
        boolean function =
                node.file().model().getFunctionsList().stream()
                        .anyMatch(
                                it ->
                                        it.getName().equals(node.operator())
                                                && it.getDomain().equals(domain));
        return function
                ? node.error(
                        "it calls a function of the file; put it in place with"
                                + " onnx.inliner.inline_local_functions")
                : node.error(
                        "its domain '%s' is not ONNX's own, whatever its operator is called;"
                                + " export with ONNX's own operators",
                        domain);
    }
}
