package org.decnn.operators.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("shared-data")
class ImagenetSamplesTest {

    @Test
    void everyPhotographDecodesToPillowsBytes() throws Exception {
        Path photographs = Path.of(System.getenv("DECNN_DATA"), "imagenet-samples");
        ImageDecoder decoder =
                new ImageDecoder(
                        Pictures.preprocessing(224, 224, 256, ChannelOrder.RGB),
                        DecodeLimits.DEFAULT);
        StringBuilder digests = new StringBuilder();
        byte[] expected = Pictures.fixture("imagenet-samples.sha256");
        for (String line : new String(expected, StandardCharsets.UTF_8).lines().toList()) {
            String name = line.substring(line.indexOf(' ')).trim();
            byte[] planes = decoder.decode(Files.readAllBytes(photographs.resolve(name)));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(planes);
            digests.append(HexFormat.of().formatHex(digest)).append("  ").append(name).append('\n');
        }
        assertThat(digests).hasToString(new String(expected, StandardCharsets.UTF_8));
    }
}
