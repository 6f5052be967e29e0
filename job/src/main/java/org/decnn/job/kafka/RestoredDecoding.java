package org.decnn.job.kafka;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.decnn.operators.topology.Decoding;
import org.decnn.operators.topology.SplitNetwork;

/**
 * Which device decodes an image in a job that goes on from a checkpoint. One that was taken under
 * back-pressure may hold images on their way to the device whose turn it is. A job that decodes
 * where it reads has no such way: Flink refuses it, or drops them without a word.
 *
 * @param given what was asked for; null if nothing was
 * @param otherwise what suits the topic
 */
public record RestoredDecoding(Decoding given, Decoding otherwise) {

    private static final String METADATA = AbstractFsCheckpointStorageAccess.METADATA_FILE_NAME;

    /**
     * What loses no image.
     *
     * @param flink says what the job goes on from, if anything
     * @param note told if that is not what it would be otherwise
     */
    public Decoding in(ReadableConfig flink, Consumer<String> note) {
        Decoding wanted = given == null ? otherwise : given;
        Optional<String> pointer = flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH);
        if (wanted == Decoding.IN_TURN || pointer.isEmpty()) {
            return wanted;
        }
        try {
            if (!hasImagesToDecode(pointer.get())) {
                return wanted;
            }
            note.accept(
                    "checkpoint %s has images on their way to the device that decodes them: --decode is in-turn, as it was; another place is for savepoints"
                            .formatted(pointer.get()));
        } catch (IOException | RuntimeException e) {
            if (given != null) {
                return given;
            }
            note.accept(
                    "checkpoint %s cannot be looked into from here (%s): --decode is in-turn, which loses no image of it; give --decode if it was where-read"
                            .formatted(pointer.get(), e));
        }
        return Decoding.IN_TURN;
    }

    private static boolean hasImagesToDecode(String pointer) throws IOException {
        Path path = new Path(pointer);
        Path file = path.getName().equals(METADATA) ? path : new Path(path, METADATA);
        try (DataInputStream in = new DataInputStream(file.getFileSystem().open(file))) {
            CheckpointMetadata checkpoint =
                    Checkpoints.loadCheckpointMetadata(
                            in, RestoredDecoding.class.getClassLoader(), pointer);
            return checkpoint.getOperatorStates().stream()
                    .anyMatch(RestoredDecoding::hasImagesToDecode);
        }
    }

    /** At one end of the way or the other. In one chain neither has anything. */
    private static boolean hasImagesToDecode(OperatorState operator) {
        String uid = operator.getOperatorUid().orElse("");
        return switch (uid) {
            case KafkaClassification.READER ->
                    operator.getStates().stream()
                            .map(OperatorSubtaskState::getResultSubpartitionState)
                            .anyMatch(state -> !state.isEmpty());
            case SplitNetwork.DECODER ->
                    operator.getStates().stream()
                            .map(OperatorSubtaskState::getInputChannelState)
                            .anyMatch(state -> !state.isEmpty());
            default -> false;
        };
    }
}
