package org.decnn.model.shard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Names a stage after the modules its layers come from: {@code layer2} where a stage is that
 * module, {@code conv1–layer1} where it runs from one to the other.
 */
final class StageNames {

    private StageNames() {}

    /**
     * @param stages names of each stage's layers, dotted paths as {@code layer2.0.conv1}
     */
    static List<String> of(List<List<String>> stages) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            names.add(name(i, stages));
        }
        return names;
    }

    private static String name(int stage, List<List<String>> stages) {
        List<String> layers = stages.get(stage);
        if (layers.isEmpty()) {
            return "pass";
        }
        String[] first = path(layers.get(0));
        String[] last = path(layers.get(layers.size() - 1));
        int common = 0;
        while (common < Math.min(first.length, last.length) && first[common].equals(last[common])) {
            common++;
        }
        for (int depth = 1; depth <= common; depth++) {
            String module = prefix(first, depth);
            if (layers.stream().allMatch(layer -> within(layer, module))
                    && onlyIn(stage, stages, module)) {
                return module;
            }
        }
        String from = ownPrefix(first, common + 1, stage, stages);
        String to = ownPrefix(last, common + 1, stage, stages);
        return from.equals(to) ? from : from + "–" + to;
    }

    /** The outermost module of a layer that is not in other stages too. */
    private static String ownPrefix(
            String[] path, int depth, int stage, List<List<String>> stages) {
        String module = prefix(path, depth);
        return depth >= path.length || onlyIn(stage, stages, module)
                ? module
                : ownPrefix(path, depth + 1, stage, stages);
    }

    private static boolean onlyIn(int stage, List<List<String>> stages, String module) {
        for (int i = 0; i < stages.size(); i++) {
            if (i != stage && stages.get(i).stream().anyMatch(layer -> within(layer, module))) {
                return false;
            }
        }
        return true;
    }

    private static boolean within(String layer, String module) {
        return layer.equals(module) || layer.startsWith(module + ".");
    }

    private static String[] path(String layer) {
        return layer.split("\\.");
    }

    private static String prefix(String[] path, int depth) {
        return String.join(".", Arrays.copyOf(path, Math.min(depth, path.length)));
    }
}
