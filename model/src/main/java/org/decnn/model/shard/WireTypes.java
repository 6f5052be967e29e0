package org.decnn.model.shard;

import org.decnn.model.onnx.ElementType;

/** What the values of each exchange between shards are sent as. */
@FunctionalInterface
public interface WireTypes {

    ElementType of(Edge exchange);

    /** All exchanges alike. */
    static WireTypes everywhere(ElementType type) {
        return exchange -> type;
    }
}
