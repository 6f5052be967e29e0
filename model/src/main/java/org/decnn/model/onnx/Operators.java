package org.decnn.model.onnx;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.decnn.model.onnx.Value.Comparison;

/** The operators of ONNX's own domain that are read. */
final class Operators {

    private static final Map<String, OperatorReader> READERS = new TreeMap<>();
    private static final Map<String, OperatorReader.OfSeveral> OF_SEVERAL =
            Map.of("Split", AxisOperators::split);

    /** Operators that spread axes of size 1 by themselves, and those that pass them on. */
    private static final Set<String> SPREADING =
            Set.of(
                    "Add",
                    "Sum",
                    "Mean",
                    "Sub",
                    "Mul",
                    "Div",
                    "Max",
                    "Min",
                    "Identity",
                    "Dropout",
                    "Shape",
                    "Size");

    static {
        all(WeightedOperators::conv, "Conv");
        all(WeightedOperators::gemm, "Gemm");
        all(WeightedOperators::matMul, "MatMul");
        all(PoolOperators::maxPool, "MaxPool");
        all(PoolOperators::averagePool, "AveragePool");
        all(PoolOperators::lpPool, "LpPool");
        all(ReductionOperators::globalPool, "GlobalAveragePool", "GlobalMaxPool");
        all(
                ReductionOperators::reduce,
                "ReduceMean",
                "ReduceSum",
                "ReduceMax",
                "ReduceMin",
                "ReduceL1",
                "ReduceL2",
                "ReduceSumSquare");
        all(ReductionOperators::softmax, "Softmax", "LogSoftmax");
        all(ReductionOperators::lpNormalization, "LpNormalization");
        all(NormOperators::batchNormalization, "BatchNormalization");
        all(NormOperators::lrn, "LRN");
        all(NormOperators::meanVariance, "MeanVarianceNormalization");
        all(NormOperators::rootMeanSquare, "RMSNormalization");
        all(NormOperators::layerNormalization, "LayerNormalization");
        all(NormOperators::instanceNormalization, "InstanceNormalization");
        all(NormOperators::groupNormalization, "GroupNormalization");
        all(PointwiseOperators::relu, "Relu");
        all(PointwiseOperators::selu, "Selu");
        all(PointwiseOperators::gelu, "Gelu");
        all(PointwiseOperators::pRelu, "PRelu");
        all(PointwiseOperators::clip, "Clip");
        all(PointwiseOperators::shrink, "Shrink");
        all(Choices::compare, "Greater", "GreaterOrEqual", "Less", "LessOrEqual");
        all(Choices::where, "Where");
        all(PointwiseOperators::identity, "Identity");
        all(PointwiseOperators::dropout, "Dropout");
        all(PointwiseOperators::cast, "Cast");
        all(PointwiseOperators::castLike, "CastLike");
        all(
                PointwiseOperators::curve,
                "LeakyRelu",
                "Elu",
                "Celu",
                "ThresholdedRelu",
                "Swish",
                "HardSigmoid",
                "Sigmoid",
                "HardSwish",
                "Tanh",
                "Mish",
                "Softplus",
                "Softsign",
                "Erf",
                "Exp",
                "Log",
                "Sqrt",
                "Abs",
                "Neg",
                "Reciprocal");
        all(ArithmeticOperators::add, "Add", "Sum");
        all(ArithmeticOperators::mean, "Mean");
        all(ArithmeticOperators::sub, "Sub");
        all(ArithmeticOperators::mul, "Mul");
        all(ArithmeticOperators::div, "Div");
        all(ArithmeticOperators::max, "Max");
        all(ArithmeticOperators::min, "Min");
        all(ArithmeticOperators::pow, "Pow");
        all(Concats::read, "Concat");
        all(AxisOperators::gather, "Gather");
        all(AxisOperators::slice, "Slice");
        all(AxisOperators::expand, "Expand");
        all(AxisOperators::tile, "Tile");
        all(AxisOperators::transpose, "Transpose");
        all(AxisOperators::spaceToDepth, "SpaceToDepth");
        all(AxisOperators::reshape, "Reshape", "Flatten", "Squeeze", "Unsqueeze");
        all(PadOperator::read, "Pad");
    }

    private Operators() {}

    private static void all(OperatorReader reader, String... operators) {
        for (String operator : operators) {
            READERS.put(operator, reader);
        }
    }

    /** Whether a node is of ONNX's own domain. */
    static boolean isOnnx(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    static boolean spreads(String operator) {
        return SPREADING.contains(operator);
    }

    /** What the node's outputs stand for, as many as are known. */
    static List<Value> read(Node node, LayerList layers) {
        for (int i = 0; i < node.inputs() && !node.operator().equals("Where"); i++) {
            if (node.hasInput(i) && node.input(i) instanceof Comparison) {
                Choices.refuse(node);
            }
        }
        OperatorReader.OfSeveral several = OF_SEVERAL.get(node.operator());
        if (several != null) {
            node.input(0);
            return several.read(node, layers);
        }
        OperatorReader reader = READERS.get(node.operator());
        if (reader == null) {
            throw Refusals.of(node, String.join(", ", READERS.keySet()) + ", Split");
        }
        node.input(0);
        return List.of(reader.read(node, layers));
    }
}
