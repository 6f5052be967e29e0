package org.decnn.operators.engine;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;

/**
 * ONNX Runtime's environment, made so that it does not hold the class loader of the job that asked
 * first. It registers a thread to be run when the JVM ends; a thread keeps the protection domains
 * of all that is on the stack when it is made, and through them their class loaders: 25 MB of
 * classes, until the TaskManager ends. So a thread of the JDK's own pool makes it, called through a
 * proxy, with no class of the job on its stack.
 */
final class OnnxRuntimeEnvironment {

    /** Of ONNX Runtime's class loader, hence one for all jobs of the process. */
    private static final Object LOCK = OrtException.class;

    /** Set in the process, and not in this class, of which each job has its own. */
    private static final String LOADED = "decnn.onnxruntime.loaded";

    private OnnxRuntimeEnvironment() {}

    static OrtEnvironment get() {
        synchronized (LOCK) {
            if (Boolean.getBoolean(LOADED)) {
                return make();
            }
            try (OnnxRuntimeLibrary library = OnnxRuntimeLibrary.unpack()) {
                OrtEnvironment environment = make();
                System.setProperty(LOADED, "true");
                return environment;
            }
        }
    }

    private static OrtEnvironment make() {
        Thread thread = Thread.currentThread();
        ClassLoader mine = thread.getContextClassLoader();
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            // The loader that the proxy's class is made in.
            thread.setContextClassLoader(OrtEnvironment.class.getClassLoader());
            Callable<?> getEnvironment =
                    MethodHandleProxies.asInterfaceInstance(
                            Callable.class,
                            MethodHandles.lookup()
                                    .findStatic(
                                            OrtEnvironment.class,
                                            "getEnvironment",
                                            MethodType.methodType(OrtEnvironment.class)));
            // Not pool.submit(): its get() would run the call here.
            FutureTask<?> call = new FutureTask<>(getEnvironment);
            pool.execute(call);
            return (OrtEnvironment) call.get();
        } catch (ExecutionException e) {
            // A pool and a proxy have wrapped it.
            if (EngineException.rootOf(e) instanceof LinkageError error) {
                throw error;
            }
            throw new EngineException("ONNX Runtime cannot be started: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        } catch (InterruptedException e) {
            thread.interrupt();
            throw new EngineException("interrupted while ONNX Runtime was being loaded", e);
        } finally {
            pool.shutdown();
            thread.setContextClassLoader(mine);
        }
    }
}
