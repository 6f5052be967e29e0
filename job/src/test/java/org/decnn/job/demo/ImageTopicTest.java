package org.decnn.job.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.decnn.job.UsageException;
import org.decnn.job.local.LocalKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An image that a topic does not take is never lost without a word. */
@Tag("integration")
class ImageTopicTest {

    private static final int LARGE = 3 << 20;
    private static LocalKafka kafka;

    @BeforeAll
    static void startKafka() throws IOException {
        kafka = LocalKafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void aTopicOfItsSettingsTakesTheLargestPicture() throws Exception {
        kafka.createTopic("large", 1, ImageTopic.settings(LARGE));
        try (ImageTopic images = topic("large", LARGE)) {
            images.send("whole.png", new byte[LARGE]);

            assertThatCode(images::flush).doesNotThrowAnyException();
        }
    }

    @Test
    void aLargerPictureIsRefusedAtOnceWithTheOptionToGive() throws Exception {
        kafka.createTopic("limited", 1, ImageTopic.settings(1 << 20));
        try (ImageTopic images = topic("limited", 1 << 20)) {
            assertThatThrownBy(() -> images.send("cat.png", new byte[LARGE]))
                    .isInstanceOf(UsageException.class)
                    .hasMessageStartingWith("cat.png is too large for topic 'limited' on 127.0.0.1")
                    .hasMessageContaining("give --max-bytes 3")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aTopicThatTakesLessIsNamedWithItsSetting() throws Exception {
        kafka.createTopic("small", 1);
        try (ImageTopic images = topic("small", LARGE)) {
            assertThatThrownBy(
                            () -> {
                                images.send("cat.png", new byte[2 << 20]);
                                images.flush();
                            })
                    .isInstanceOf(UsageException.class)
                    .hasMessageStartingWith("cat.png is too large for topic 'small'")
                    .hasMessageContaining("raise the topic's max.message.bytes to 2");
        }
    }

    @Test
    void theFirstImageThatWasNotTakenIsNamedAtTheNextOne() throws Exception {
        kafka.createTopic("next", 1);
        try (ImageTopic images = topic("next", LARGE)) {
            assertThatThrownBy(
                            () -> {
                                images.send("first.png", new byte[2 << 20]);
                                images.flush();
                            })
                    .hasMessageStartingWith("first.png");
            assertThatThrownBy(() -> images.send("second.png", new byte[1]))
                    .hasMessageStartingWith("first.png");
        }
    }

    private static ImageTopic topic(String name, long maxBytes) {
        return new ImageTopic(kafka.bootstrapServers(), name, maxBytes, Duration.ZERO);
    }
}
