package org.decnn.model.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.decnn.model.testing.SmallModels;
import org.decnn.model.testing.SmallNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory that is not as its manifest says is refused, in one line that names the file. */
class ModelDirectoryTest {

    @TempDir private Path folder;

    private ModelDirectory directory;
    private Path root;

    @BeforeEach
    void write() {
        directory = SmallModels.write(SmallNetworks.vggLike(1), 2, folder);
        root = Path.of(directory.location());
    }

    @Test
    void aDirectoryAsItWasWrittenIsAccepted() {
        assertThatCode(directory::verify).doesNotThrowAnyException();
        assertThat(directory.labels()).hasSize(SmallNetworks.CLASSES);
        assertThat(directory.manifest().name()).isEqualTo("vgg-like");
    }

    @Test
    void aChangedFileIsRefused() throws IOException {
        for (String path : directory.manifest().files().keySet()) {
            Path file = root.resolve(path);
            byte[] original = Files.readAllBytes(file);
            byte[] changed = original.clone();
            changed[changed.length / 2] ^= 1;
            Files.write(file, changed);
            assertRefused(directory::verify, file, "SHA-256 differs");
            Files.write(file, Arrays.copyOf(original, original.length - 1));
            assertRefused(directory::verify, file, "SHA-256 differs");
            Files.write(file, original);
        }
        directory.verify();
    }

    @Test
    void aMissingFileIsRefused() throws IOException {
        for (String path : directory.manifest().files().keySet()) {
            Path file = root.resolve(path);
            byte[] original = Files.readAllBytes(file);
            Files.delete(file);
            assertRefused(directory::verify, file, "is missing");
            Files.write(file, original);
        }
    }

    @Test
    void aForeignFileIsRefused() throws IOException {
        Path foreign = root.resolve("stage-1/shard-9.onnx");
        Files.createFile(foreign);
        assertThatThrownBy(directory::verify)
                .isInstanceOf(ModelDirectoryException.class)
                .hasMessageContaining(root.toString())
                .hasMessageContaining("stage-1/shard-9.onnx")
                .hasMessageNotContaining("\n");
    }

    @Test
    void oneShardIsNotHeldUpByAnothersFile() throws IOException {
        String other = directory.manifest().stage(1).shards().get(1).graph();
        Files.delete(root.resolve(other));
        assertThat(directory.graph(1, 0)).isNotEmpty();
        assertRefused(() -> directory.graph(1, 1), root.resolve(other), "is missing");
    }

    @Test
    void aShardsGraphIsReadAlone() {
        List<String> opened = new ArrayList<>();
        ModelDirectory counted = ModelDirectory.open(noting(opened));
        counted.graph(2, 1);
        assertThat(opened).containsExactly("model.json", "stage-2/shard-1.onnx");
    }

    private ModelFiles noting(List<String> opened) {
        LocalModelFiles files = new LocalModelFiles(root);
        return new ModelFiles() {
            @Override
            public InputStream open(String path) throws IOException {
                opened.add(path);
                return files.open(path);
            }

            @Override
            public List<String> list() throws IOException {
                return files.list();
            }

            @Override
            public String location() {
                return files.location();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "7",
                "\"model\"",
                "not\njson\n",
                "\u0000\u0001\u0002",
                "{\"format\":3}",
                "{\"format\":3,\"stages\":{}}"
            })
    void aGarbledManifestIsRefused(String content) throws IOException {
        Files.writeString(manifest(), content);
        assertRefused(this::open, manifest(), "decnn shard");
    }

    @Test
    void aTruncatedManifestIsRefused() throws IOException {
        byte[] content = Files.readAllBytes(manifest());
        for (int length = 0; length < content.length - 1; length += 211) {
            Files.write(manifest(), Arrays.copyOf(content, length));
            assertRefused(this::open, manifest(), "decnn shard");
        }
    }

    @Test
    void aManifestThatLacksAFieldIsRefused() throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode whole = (ObjectNode) json.readTree(Files.readAllBytes(manifest()));
        List<String> fields = new ArrayList<>();
        whole.fieldNames().forEachRemaining(fields::add);
        assertThat(fields).contains("stages", "edges", "files", "preprocessing");
        for (String field : fields) {
            ObjectNode without = whole.deepCopy();
            without.remove(field);
            Files.write(manifest(), json.writeValueAsBytes(without));
            assertRefused(this::open, manifest(), "decnn shard");

            Files.write(manifest(), json.writeValueAsBytes(whole.deepCopy().putNull(field)));
            assertRefused(this::open, manifest(), "decnn shard");
        }
        Files.write(manifest(), json.writeValueAsBytes(whole));
        open();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/shards | 3 | stage 1 has 2 shards, not 3",
                "/shards | 0 | it has 0 shards",
                "/classes | 0 | it has 0 classes",
                "/classes | 1 | there is no class",
                "/stages/0/number | 7 | stage 1 has number 7",
                "/stages/0/shards | [] | stage 1 has 0 shards, not 2",
                "/stages/0/shards/0/graph | \"../x.onnx\" | the graph '../x.onnx' is not among",
                "/stages/0/shards/0/outputs | [] | is not as what gives or takes it says",
                "/stages/0/shards/0/inputs | [] | is not as what gives or takes it says",
                "/files | {\"../x.onnx\": \"0\"} | '../x.onnx' is no file of the directory",
                "/edges | [] | is sent other tensors than its graph takes",
                "/edges/0/toStage | 0 | no way from stage 0 to 0",
                "/edges/0/transfers/0/toShard | 9 | to stage 1, shard 9",
                "/edges/0/transfers/0/parts/0/elements | 5 | is not as what gives or takes",
                "/logits | [] | parts of the answer for 0 shards, not 2",
                "/logits/0 | [0] | logits for 1 classes",
                "/preprocessing/width | 1 | pictures become",
                "/input/dims/0 | 2000000000 | larger than any may be"
            })
    void aManifestThatContradictsItselfIsRefused(String place, String value, String why)
            throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode whole = json.readTree(Files.readAllBytes(manifest()));
        JsonPointer pointer = JsonPointer.compile(place);
        JsonNode parent = whole.at(pointer.head());
        if (parent instanceof ObjectNode object) {
            object.set(pointer.last().getMatchingProperty(), json.readTree(value));
        } else {
            ((ArrayNode) parent).set(pointer.last().getMatchingIndex(), json.readTree(value));
        }
        Files.write(manifest(), json.writeValueAsBytes(whole));
        assertRefused(this::open, manifest(), why);
    }

    @Test
    void aManifestOfAnotherFormatIsRefused() throws IOException {
        String content = Files.readString(manifest());
        Files.writeString(manifest(), content.replace("\"format\" : 6", "\"format\" : 7"));
        assertRefused(this::open, manifest(), "has format 7, this version reads format 6");
    }

    @Test
    void aFormatIsRefusedBeforeItsFieldsAre() throws IOException {
        Files.writeString(manifest(), "{\"format\":1,\"edges\":\"none as we know them\"}");
        assertRefused(this::open, manifest(), "has format 1, this version reads format 6");
    }

    @Test
    void aFolderWithoutAManifestIsNoModelDirectory() throws IOException {
        Files.delete(manifest());
        assertRefused(this::open, root, "is not a model directory");
    }

    private Path manifest() {
        return root.resolve(ModelDirectory.MANIFEST);
    }

    private void open() {
        ModelDirectory.open(new LocalModelFiles(root));
    }

    private static void assertRefused(ThrowingCallable use, Path file, String why) {
        assertThatThrownBy(use)
                .isInstanceOf(ModelDirectoryException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(why)
                .hasMessageNotContaining("\n");
    }
}
