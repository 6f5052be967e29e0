package org.decnn.benchmarks.lab;

import java.util.List;
import org.decnn.job.topology.SplitOptions;

/**
 * One of the systems that are held side by side.
 *
 * @param id as results name it, e.g. D-4
 * @param model folder of its model directory, within the lab's
 * @param inFlight most images between source and sink at a time; 0: as many as fit
 * @param exchanges whether its devices exchange activations: the others need but one network
 */
public record TestedSystem(
        String id, String what, String model, int devices, int inFlight, boolean exchanges) {

    /** Model directories, by what they hold. */
    static final String DENSE_WHOLE = "dense-whole";

    /** Of what is split, however many devices there are. */
    private static final int SHARDS = 4;

    static final String DENSE_SPLIT = "dense-split";
    static final String DECOUPLED_WHOLE = "decoupled-whole";

    /** Without casts, for one device. */
    static final String DECOUPLED_SHARDS = "decoupled-shards";

    /** With compact wire types. */
    static final String DECOUPLED_SPLIT = "decoupled-split";

    /** The same with its stem computed where pictures are decoded. */
    static final String DECOUPLED_HOME = "decoupled-home";

    /** A decoupled network of as many groups as unequal devices need, split by their shares. */
    static final String WEIGHTED_SPLIT = "weighted-split";

    /** Almost no weights: what is resident while it runs is not the model's. */
    static final String BLANK_WHOLE = "blank-whole";

    static final String BLANK_SPLIT = "blank-split";

    /** The same kind of job, of almost no weights. */
    TestedSystem blank() {
        return new TestedSystem(
                id + "-blank",
                what,
                isWhole() ? BLANK_WHOLE : BLANK_SPLIT,
                devices,
                inFlight,
                exchanges);
    }

    /** Images in flight together. */
    int round() {
        if (!exchanges) {
            return 1;
        }
        return inFlight > 0 ? inFlight : SplitOptions.IN_FLIGHT_PER_SHARD * SHARDS;
    }

    /** Whether it loads its network as ONNX Runtime's examples do: what a Flink user does today. */
    boolean isPlain() {
        return letter() == 'A';
    }

    /** The letter it goes by. */
    char letter() {
        return id.charAt(0);
    }

    boolean isWhole() {
        return model.endsWith("-whole");
    }

    /** The network that it runs, however that is split. */
    String network() {
        return model.substring(0, model.indexOf('-'));
    }

    /** Whether its devices have unequal shares of a core. */
    boolean isUnequal() {
        return letter() == 'H' || letter() == 'I';
    }

    /** All of them, on so many devices at most. */
    static List<TestedSystem> all(List<Integer> devices) {
        int most = devices.stream().mapToInt(Integer::intValue).max().orElseThrow();
        List<TestedSystem> systems = new java.util.ArrayList<>();
        systems.add(
                new TestedSystem(
                        "A",
                        "dense, whole network in one operator, as a Flink user does today",
                        DENSE_WHOLE,
                        1,
                        0,
                        false));
        systems.add(
                new TestedSystem(
                        "B-" + most,
                        "dense, loaded as DeCNN loads, on each device (data parallel)",
                        DENSE_WHOLE,
                        most,
                        0,
                        false));
        systems.add(
                new TestedSystem(
                        "C-whole",
                        "decoupled, whole network in one operator",
                        DECOUPLED_WHOLE,
                        1,
                        0,
                        false));
        systems.add(
                new TestedSystem(
                        "C-shards",
                        "decoupled, all shards on one device",
                        DECOUPLED_SHARDS,
                        1,
                        0,
                        false));
        for (int count : devices) {
            if (count > 1) {
                systems.add(
                        new TestedSystem(
                                "D-" + count, "decoupled, split", DECOUPLED_SPLIT, count, 0, true));
            }
        }
        if (most > 1) {
            systems.add(
                    new TestedSystem(
                            "E-" + most, "dense, split with gathers", DENSE_SPLIT, most, 0, true));
            systems.add(
                    new TestedSystem(
                            "F-" + most, "D, one image at a time", DECOUPLED_SPLIT, most, 1, true));
            systems.add(
                    new TestedSystem(
                            "G-" + most, "D, its stem at home", DECOUPLED_HOME, most, 0, true));
            systems.add(
                    new TestedSystem(
                            "H-" + most,
                            "D, on devices of unequal shares",
                            DECOUPLED_SPLIT,
                            most,
                            0,
                            true));
            systems.add(
                    new TestedSystem(
                            "I-" + most,
                            "decoupled, split by weights on devices of unequal shares",
                            WEIGHTED_SPLIT,
                            most,
                            0,
                            true));
        }
        return List.copyOf(systems);
    }
}
