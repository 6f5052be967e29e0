package org.decnn.operators.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GraphOptimizationTest {

    @AfterEach
    void forget() {
        System.clearProperty(GraphOptimization.PROPERTY);
    }

    @Test
    void graphsAreRewrittenAsFarAsCanBeUnlessOtherwiseSaid() {
        assertThat(GraphOptimization.level()).isEqualTo(OptLevel.ALL_OPT);
        System.setProperty(GraphOptimization.PROPERTY, "extended");
        assertThat(GraphOptimization.level()).isEqualTo(OptLevel.EXTENDED_OPT);
    }

    @Test
    void anotherWordIsRefusedInALine() {
        System.setProperty(GraphOptimization.PROPERTY, "none");
        assertThatThrownBy(GraphOptimization::level)
                .isInstanceOf(EngineException.class)
                .hasMessage("-Ddecnn.onnxruntime.optimization=none: give all or extended");
    }
}
