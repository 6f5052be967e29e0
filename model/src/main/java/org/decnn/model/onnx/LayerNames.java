package org.decnn.model.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.NodeProto;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.LayerList.Draft;

/**
 * Names for the layers of a network. PyTorch's exporter names a node by the modules it is in, as in
 * {@code /layer2/layer2.0/conv1/Conv}: a layer that is all of its module gets the module's name,
 * {@code layer2.0.conv1}; one of several gets its operator after it, {@code layer2.0.relu_1}. Other
 * nodes keep their names, and nameless ones get that of their output.
 */
final class LayerNames {

    /** What PyTorch's newer exporter, which leaves the modules out, puts before its names. */
    private static final String NEWER_EXPORTER = "node_";

    private LayerNames() {}

    /**
     * @param numbers of the layers to name
     * @return names by number
     */
    static Map<Integer, String> of(List<Integer> numbers, List<Draft> drafts) {
        Map<String, Set<String>> nodesOfScope = new HashMap<>();
        for (int number : numbers) {
            String name = drafts.get(number).node().getName();
            for (int i = name.indexOf('/', 1); i > 0; i = name.indexOf('/', i + 1)) {
                nodesOfScope.computeIfAbsent(name.substring(0, i), s -> new HashSet<>()).add(name);
            }
        }
        Map<Integer, String> names = new HashMap<>();
        Set<String> taken = new HashSet<>(Set.of(Network.INPUT));
        for (int number : numbers) {
            String name = name(drafts.get(number).node(), nodesOfScope);
            String unique = name;
            for (int i = 2; !taken.add(unique); i++) {
                unique = name + "_" + i;
            }
            names.put(number, unique);
        }
        return names;
    }

    private static String name(NodeProto node, Map<String, Set<String>> nodesOfScope) {
        String name = node.getName();
        int end = name.lastIndexOf('/');
        if (name.isEmpty()) {
            return node.getOutput(0);
        }
        if (name.startsWith(NEWER_EXPORTER) && !name.equals(node.getOutput(0))) {
            return name.substring(NEWER_EXPORTER.length());
        }
        if (!name.startsWith("/") || !name.startsWith(node.getOpType(), end + 1)) {
            return name;
        }
        String scope = name.substring(0, end);
        String operator = name.substring(end + 1).toLowerCase(Locale.ROOT);
        if (scope.isEmpty()) {
            return operator;
        }
        boolean alone = nodesOfScope.get(scope).size() == 1;
        return alone ? module(scope) : module(scope) + "." + operator;
    }

    /** The dotted path: {@code /body/body.4/c1} is {@code body.4.c1}. */
    private static String module(String scope) {
        StringBuilder path = new StringBuilder();
        String parent = "";
        for (String module : scope.substring(1).split("/")) {
            if (!parent.isEmpty() && module.startsWith(parent + ".")) {
                path.append(module, parent.length(), module.length());
            } else {
                path.append(path.isEmpty() ? "" : ".").append(module);
            }
            parent = module;
        }
        return path.toString();
    }
}
