package org.decnn.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.decnn.job.avro.ClassProbability;
import org.decnn.job.avro.DeadLetter;
import org.decnn.job.avro.Prediction;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally(0);

    @Test
    void eachOnceIsAsItShouldBe() {
        tally.sent(picture("cat#1"));
        tally.sent(new SentImage("cat#2", "", "TRUNCATED"));
        tally.came(prediction("cat#1", 0, 0.5));
        tally.came(letter("cat#2", 1, "TRUNCATED"));

        assertThat(tally.isAsItShouldBe()).isTrue();
        assertThat(tally.counts()).isEqualTo("2 0 0 0 0");
    }

    @Test
    void whatDoesNotComeIsLost() {
        tally.sent(picture("cat#1"));

        assertThat(tally.isAllThere()).isFalse();
        assertThat(tally.counts()).isEqualTo("1 1 0 0 0");
        assertThat(tally.told()).contains("cat#1 did not come out");
    }

    @Test
    void whatComesAgainForOneRecordIsRepeatedAndMakesUpForNoOther() {
        tally.sent(picture("cat#1"));
        tally.sent(picture("cat#1"));
        tally.came(prediction("cat#1", 0, 0.5));
        tally.came(prediction("cat#1", 0, 0.5));

        assertThat(tally.counts()).isEqualTo("2 1 1 0 0");
    }

    @Test
    void anIdThatWasSentTwiceIsDueTwice() {
        tally.sent(picture("cat#1"));
        tally.sent(picture("cat#1"));
        tally.came(prediction("cat#1", 0, 0.5));
        tally.came(prediction("cat#1", 1, 0.5));
        assertThat(tally.isAsItShouldBe()).isTrue();

        tally.came(prediction("cat#1", 2, 0.5));
        assertThat(tally.counts()).isEqualTo("2 0 1 0 0");
    }

    @Test
    void anotherAnswerToThePictureAnotherReasonAndAStrangerAreChanged() {
        tally.sent(picture("cat#1"));
        tally.sent(picture("cat#2"));
        tally.sent(new SentImage("cat#3", "", "TRUNCATED"));
        tally.came(prediction("cat#1", 0, 0.5));
        tally.came(prediction("cat#2", 1, 0.5000001));
        tally.came(letter("cat#3", 2, "CORRUPT"));
        tally.came(letter("dog#1", 3, "EMPTY"));

        assertThat(tally.counts()).isEqualTo("3 0 0 3 0");
    }

    @Test
    void soManyPicturesAsAllowedMayLackASlice() {
        Tally lenient = new Tally(1);
        lenient.sent(picture("cat#1"));
        lenient.sent(picture("cat#2"));
        lenient.came(letter("cat#1", 0, "INCOMPLETE"));
        assertThat(lenient.counts()).isEqualTo("2 1 0 0 1");

        lenient.came(letter("cat#2", 1, "INCOMPLETE"));
        assertThat(lenient.counts()).isEqualTo("2 0 0 1 1");
    }

    private static SentImage picture(String id) {
        return new SentImage(id, "cat", "");
    }

    private static Prediction prediction(String id, long offset, double probability) {
        return new Prediction(
                id,
                "images",
                0,
                offset,
                null,
                List.of(new ClassProbability(0, "cat", probability)),
                "network",
                "1",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static DeadLetter letter(String id, long offset, String reason) {
        return new DeadLetter(id, "images", 0, offset, reason, "", null, Instant.EPOCH);
    }
}
