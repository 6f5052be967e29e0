package org.decnn.benchmarks.agent;

import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;

/**
 * Lets a device fail in a stage's function, or in the operator around one of this project's
 * functions, when it {@linkplain Fault is asked to}: {@code
 * -javaagent:decnn-fault-agent.jar=FOLDER}.
 */
public final class FaultAgent {

    private static final String STAGE = "org.decnn.operators.stage.StageFunction";
    private static final String OPERATOR =
            "org.apache.flink.streaming.api.operators.AbstractUdfStreamOperator";

    private FaultAgent() {}

    /** Called by the JVM, before any class of Flink is loaded. */
    public static void premain(String folder, Instrumentation instrumentation) {
        Fault.askedForIn(Path.of(folder));
        new AgentBuilder.Default()
                .disableClassFormatChanges()
                .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly())
                .type(named(STAGE))
                .transform(
                        (type, description, loader, module, domain) ->
                                type.visit(at("processElement", Process.class))
                                        .visit(at("close", Close.class)))
                .type(named(OPERATOR))
                .transform(
                        (type, description, loader, module, domain) ->
                                type.visit(at("snapshotState", Snapshot.class))
                                        .visit(at("initializeState", Restore.class)))
                .installOn(instrumentation);
    }

    private static AsmVisitorWrapper at(String method, Class<?> advice) {
        return Advice.to(advice).on(named(method).and(not(isBridge())));
    }

    // What these say is copied into the methods, each before all else.

    /** Where it returns true, the method is left at once: the slice is gone. */
    static final class Process {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(
                @Advice.FieldValue("stage") int stage, @Advice.FieldValue("device") int device) {
            String where = "stage " + stage + ", subtask " + device;
            Fault.PROCESSING.strike(where);
            return stage > 1 && Fault.SLICE.isDue(where);
        }
    }

    static final class Close {
        @Advice.OnMethodEnter
        static void enter(
                @Advice.FieldValue("stage") int stage, @Advice.FieldValue("device") int device) {
            Fault.CLOSING.strike("stage " + stage + ", subtask " + device);
        }
    }

    static final class Snapshot {
        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("userFunction") Object function) {
            if (function.getClass().getName().startsWith("org.decnn.operators.")) {
                Fault.SNAPSHOTTING.strike(function.getClass().getSimpleName());
            }
        }
    }

    static final class Restore {
        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("userFunction") Object function) {
            if (function.getClass().getName().startsWith("org.decnn.operators.")) {
                Fault.RESTORING.strike(function.getClass().getSimpleName());
            }
        }
    }
}
