package org.decnn.benchmarks.lab;

import java.util.ArrayList;
import java.util.List;
import org.decnn.operators.topology.SplitOptions;

/**
 * One of the systems that are held side by side.
 *
 * @param id as results name it, e.g. D-4
 * @param model folder of its model directory, within the lab's
 * @param shards of its network
 * @param inFlight most images between source and sink at a time; 0: as many as fit
 * @param exchanges whether its devices exchange activations: the others need but one network
 */
public record TestedSystem(
        String id,
        String what,
        String model,
        int devices,
        int shards,
        int inFlight,
        boolean exchanges) {

    /** Model directories, by what they hold. */
    static final String DENSE_WHOLE = "dense-whole";

    /** The same in eight bits. */
    static final String DENSE_8_WHOLE = "dense8-whole";

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

    private static TestedSystem whole(String id, String what, String model, int devices) {
        return new TestedSystem(id, what, model, devices, 1, 0, false);
    }

    private static TestedSystem split(
            String id, String what, String model, int devices, int shards, int inFlight) {
        return new TestedSystem(id, what, model, devices, shards, inFlight, true);
    }

    /** The same kind of job, of almost no weights. */
    TestedSystem blank() {
        String model = isWhole() ? BLANK_WHOLE : BLANK_SPLIT;
        return new TestedSystem(id + "-blank", what, model, devices, shards, inFlight, exchanges);
    }

    /** Images in flight together. */
    int round() {
        if (!exchanges) {
            return 1;
        }
        return inFlight > 0 ? inFlight : SplitOptions.IN_FLIGHT_PER_SHARD * shards;
    }

    /** Whether it loads its network as ONNX Runtime's examples do: what a Flink user does today. */
    boolean isPlain() {
        return name().equals("A") || isQuantised();
    }

    /** Whether its whole network is in eight bits. */
    boolean isQuantised() {
        return model.equals(DENSE_8_WHOLE);
    }

    /** What it is asked for by: a letter, or one and a number. */
    String name() {
        int end = id.indexOf('-');
        return end < 0 ? id : id.substring(0, end);
    }

    boolean isWhole() {
        return model.endsWith("-whole");
    }

    /** Whether its memory is measured: F and U hold what D does. */
    boolean isWeighed() {
        return !List.of("F", "U").contains(name());
    }

    /** The network that it runs, however that is split. */
    String network() {
        return model.substring(0, model.indexOf('-'));
    }

    /** Whether its devices have unequal shares of a core. */
    boolean isUnequal() {
        return name().equals("U") || name().equals("W");
    }

    /**
     * All of them.
     *
     * @param devices counts of devices, of which the largest is how many there are
     * @param shards that networks are split into, on however many devices
     */
    static List<TestedSystem> all(List<Integer> devices, int shards) {
        int most = devices.stream().mapToInt(Integer::intValue).max().orElseThrow();
        List<TestedSystem> systems = new ArrayList<>();
        systems.add(
                whole(
                        "A",
                        "dense, whole network in one operator, as a Flink user does today",
                        DENSE_WHOLE,
                        1));
        systems.add(whole("A8", "A, its network quantised to eight bits", DENSE_8_WHOLE, 1));
        systems.add(
                whole(
                        "B-" + most,
                        "dense, loaded as DeCNN loads, on each device (data parallel)",
                        DENSE_WHOLE,
                        most));
        systems.add(
                whole("C-whole", "decoupled, whole network in one operator", DECOUPLED_WHOLE, 1));
        systems.add(
                new TestedSystem(
                        "C-shards",
                        "decoupled, all shards on one device",
                        DECOUPLED_SHARDS,
                        1,
                        shards,
                        0,
                        false));
        for (int count : devices) {
            if (count > 1) {
                systems.add(
                        split("D-" + count, "decoupled, split", DECOUPLED_SPLIT, count, shards, 0));
            }
        }
        if (most > 1) {
            systems.add(
                    split("E-" + most, "dense, split with gathers", DENSE_SPLIT, most, shards, 0));
            systems.add(
                    split("F-" + most, "D, one image at a time", DECOUPLED_SPLIT, most, shards, 1));
            systems.add(split("G-" + most, "D, its stem at home", DECOUPLED_HOME, most, shards, 0));
            systems.add(
                    whole(
                            "H-" + most,
                            "decoupled, whole on each device (data parallel)",
                            DECOUPLED_WHOLE,
                            most));
            systems.add(
                    split(
                            "U-" + most,
                            "D, on devices of unequal shares",
                            DECOUPLED_SPLIT,
                            most,
                            shards,
                            0));
            systems.add(
                    split(
                            "W-" + most,
                            "decoupled, split by weights on devices of unequal shares",
                            WEIGHTED_SPLIT,
                            most,
                            shards,
                            0));
        }
        return List.copyOf(systems);
    }
}
