package org.decnn.operators.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxRuntimeEnvironmentTest {

    /** As in a TaskManager: ONNX Runtime in Flink's lib/, the job in a class loader of its own. */
    @Test
    void aJobThatEndsLeavesNoClassesBehind() throws Exception {
        List<URL> engine = new ArrayList<>();
        List<URL> job = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            (entry.contains("onnxruntime") ? engine : job).add(new File(entry).toURI().toURL());
        }
        assertThat(engine).isNotEmpty();
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader lib = new URLClassLoader(engine.toArray(URL[]::new), platform)) {
            WeakReference<ClassLoader> ended = runAJob(job.toArray(URL[]::new), lib);
            for (int i = 0; i < 100 && ended.get() != null; i++) {
                System.gc();
                Thread.sleep(20);
            }
            assertThat(ended.get()).isNull();
        }
    }

    private static WeakReference<ClassLoader> runAJob(URL[] classes, ClassLoader lib)
            throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader mine = thread.getContextClassLoader();
        try (URLClassLoader job = new URLClassLoader(classes, lib)) {
            thread.setContextClassLoader(job);
            Method get =
                    job.loadClass(OnnxRuntimeEnvironment.class.getName()).getDeclaredMethod("get");
            get.setAccessible(true);
            assertThat(get.invoke(null).getClass().getClassLoader()).isSameAs(lib);
            return new WeakReference<>(job);
        } finally {
            thread.setContextClassLoader(mine);
        }
    }
}
