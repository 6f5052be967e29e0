package org.decnn.operators.image;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import javax.imageio.spi.IIORegistry;

/**
 * The JDK's registry of image readers. When it is made it takes down, for as long as the process
 * lives, on whose behalf: all classes on the stack, and with them those of the first job of a
 * TaskManager, 19 MB of metaspace. So it is made where none but the JDK's own are.
 */
final class JdkRegistry {

    private static final IIORegistry REGISTRY = madeByTheJdk();

    private JdkRegistry() {}

    static IIORegistry get() {
        return REGISTRY;
    }

    @SuppressWarnings("unchecked")
    private static IIORegistry madeByTheJdk() {
        // Its threads inherit nothing of whoever makes them.
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            MethodHandle making =
                    MethodHandles.publicLookup()
                            .findStatic(
                                    IIORegistry.class,
                                    "getDefaultInstance",
                                    MethodType.methodType(IIORegistry.class));
            // A lambda would be a class of the job.
            Callable<IIORegistry> callable =
                    MethodHandleProxies.asInterfaceInstance(Callable.class, making);
            return pool.submit(callable).join();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } finally {
            pool.shutdown();
        }
    }
}
