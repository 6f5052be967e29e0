package org.decnn.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class FilesToTextTest {

    private static final int PICTURES = 6;

    @RegisterExtension private static final MiniClusterExtension CLUSTER = Pets.boards();

    @TempDir private Path folder;

    @Test
    void eachFileBecomesALineWithItsClassOrWhyThereIsNone() throws Exception {
        Pets pets = Pets.below(folder);
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        List<String> expected = new ArrayList<>(List.of("broken.png\tUNSUPPORTED_FORMAT"));
        Files.writeString(pictures.resolve("broken.png"), "this is no picture");
        for (int i = 0; i < PICTURES; i++) {
            Files.write(pictures.resolve(i + ".png"), Pets.picture(i));
            expected.add(i + ".png\t" + pets.in(Pets.picture(i)).label());
        }
        Path text = folder.resolve("text");

        FilesToText.main(
                new String[] {pets.uri(), pictures.toUri().toString(), text.toUri().toString()});

        assertThat(linesIn(text)).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> linesIn(Path folder) throws Exception {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }
}
