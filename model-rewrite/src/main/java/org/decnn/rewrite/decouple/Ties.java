package org.decnn.rewrite.decouple;

import java.util.HashMap;
import java.util.Map;

/** Union-find over names. */
final class Ties {

    private final Map<String, String> parents = new HashMap<>();

    void tie(String one, String other) {
        parents.put(root(one), root(other));
    }

    String root(String name) {
        String parent = parents.getOrDefault(name, name);
        if (parent.equals(name)) {
            return name;
        }
        String root = root(parent);
        parents.put(name, root);
        return root;
    }
}
