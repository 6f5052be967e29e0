package org.decnn.model.shard;

import org.decnn.model.onnx.ElementType;

/** What is sent to and between shards: the picture, and the values of each exchange. */
@FunctionalInterface
public interface WireTypes {

    ElementType of(Edge exchange);

    /** What the picture is sent as. */
    default PictureWire picture() {
        return PictureWire.RGB;
    }

    /** All exchanges alike. */
    static WireTypes everywhere(ElementType type) {
        return exchange -> type;
    }

    /** The same exchanges, and pictures sent so. */
    default WireTypes withPicture(PictureWire picture) {
        WireTypes exchanges = this;
        return new WireTypes() {
            @Override
            public ElementType of(Edge exchange) {
                return exchanges.of(exchange);
            }

            @Override
            public PictureWire picture() {
                return picture;
            }
        };
    }
}
