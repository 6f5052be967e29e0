package org.decnn.operators.image;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ForkJoinPool;
import javax.imageio.spi.IIORegistry;

/**
 * The JDK's registry of image readers. When it is made it takes down, for as long as the process
 * lives, on whose behalf: all classes on the stack, and with them those of the first job of a
 * TaskManager, 19 MB of metaspace. So it is made where none but the JDK's own are.
 */
final class JdkRegistry {

    private JdkRegistry() {}

    /** Has a thread of the JDK's make it, unless it is there. */
    static void makeByItself() {
        try {
            MethodHandle making =
                    MethodHandles.publicLookup()
                            .findStatic(
                                    IIORegistry.class,
                                    "getDefaultInstance",
                                    MethodType.methodType(IIORegistry.class));
            // A lambda would be a class of the job.
            Runnable runnable =
                    MethodHandleProxies.asInterfaceInstance(
                            Runnable.class, making.asType(MethodType.methodType(void.class)));
            // Its threads inherit nothing of whoever makes them.
            ForkJoinPool pool = new ForkJoinPool(1);
            pool.submit(runnable).join();
            pool.shutdown();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
