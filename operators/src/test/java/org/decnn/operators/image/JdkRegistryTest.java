package org.decnn.operators.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In a process of its own: the registry is made once in each. */
@Tag("integration")
class JdkRegistryTest {

    @Test
    void theFirstJobOfAProcessCanBeForgotten() throws Exception {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FirstJob.class.getName())
                        .redirectErrorStream(true)
                        .start();

        List<String> lines = process.inputReader().lines().toList();

        assertThat(lines).containsExactly("decoded", "forgotten");
        assertThat(process.waitFor()).isZero();
    }

    /** Reads a picture with classes of a loader of their own, as those of a job are. */
    static final class FirstJob {

        public static void main(String[] arguments) throws Exception {
            WeakReference<ClassLoader> job = read();
            System.out.println("decoded");
            for (int i = 0; i < 50 && job.get() != null; i++) {
                System.gc();
                Thread.sleep(20);
            }
            System.out.println(job.get() == null ? "forgotten" : "kept");
        }

        private static WeakReference<ClassLoader> read() throws Exception {
            URL[] classes =
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(FirstJob::url)
                            .toArray(URL[]::new);
            ClassLoader job = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader());
            Thread.currentThread().setContextClassLoader(job);
            var constructor =
                    job.loadClass(JdkReader.class.getName()).getDeclaredConstructor(String.class);
            constructor.setAccessible(true);
            constructor.newInstance("jpeg");
            Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
            return new WeakReference<>(job);
        }

        private static URL url(String path) {
            try {
                return new File(path).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }
}
