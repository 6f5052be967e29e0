package org.decnn.operators.testing;

import java.util.List;
import org.decnn.operators.engine.Engine;
import org.decnn.operators.engine.OnnxRuntimeEngine;
import org.decnn.operators.engine.nd4j.Nd4jEngine;

/** Every engine there is: what holds for one holds for all. */
public final class Engines {

    public static final List<Engine> ALL = List.of(new OnnxRuntimeEngine(), new Nd4jEngine());

    private Engines() {}
}
