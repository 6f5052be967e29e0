package org.decnn.rewrite.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.decnn.model.directory.Wiring;
import org.decnn.model.network.FoldBatchNorm;
import org.decnn.model.network.Network;
import org.decnn.model.network.NetworkException;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.ShardedNetwork;
import org.decnn.model.shard.Sharder;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.Stem;
import org.decnn.model.shard.WireTypes;
import org.decnn.rewrite.plan.Plan.PlannedNetwork;
import org.decnn.rewrite.read.NetworkFiles;
import org.decnn.rewrite.report.SplitCost;
import org.decnn.rewrite.report.SplitCosts;

/** Goes through the ways of using boards for each network, split as the job would. */
public final class Planner {

    private static final List<ElementType> WIRES =
            List.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.UINT8);

    private final BoardProfile board;
    private final int boards;
    private final List<Double> megabitsPerSecond;
    private final List<PlannedNetwork> networks = new ArrayList<>();
    private final List<PlannedWay> ways = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * @param boards all alike
     * @param megabitsPerSecond rates of a board's link to plan for
     */
    public Planner(BoardProfile board, int boards, List<Double> megabitsPerSecond) {
        this.board = board;
        this.boards = boards;
        this.megabitsPerSecond = List.copyOf(megabitsPerSecond);
    }

    /**
     * @param inputSize height and width of the input, where the file leaves them free
     * @throws NetworkException naming the file and the remedy, if it is no network or cannot be
     *     split over the boards
     */
    public void add(Path file, OptionalInt inputSize) {
        add(file.toString(), NetworkFiles.read(file, inputSize).network());
    }

    /**
     * @param label what the network is called in the plan
     */
    public void add(String label, Network read) {
        Network network = read.upToLogits();
        Network folded = FoldBatchNorm.in(network);
        networks.add(
                new PlannedNetwork(label, network.name(), network.parameters(), network.macs()));
        Map<Way, SplitCost> costs = new LinkedHashMap<>();
        costs.put(Way.copies(1), cost(label, folded, Way.copies(1)));
        if (boards > 1) {
            costs.put(Way.copies(boards), costs.get(Way.copies(1)));
        }
        for (int shards = 2; shards <= boards; shards++) {
            if (boards % shards == 0) {
                addSplits(label, folded, shards, costs);
            }
        }
        for (double rate : megabitsPerSecond) {
            BoardModel model = new BoardModel(board, rate);
            costs.forEach((way, cost) -> ways.add(model.predict(label, network.name(), way, cost)));
        }
    }

    /** Of all networks that were added. */
    public Plan plan() {
        List<Advice> advice =
                megabitsPerSecond.stream()
                        .map(
                                rate ->
                                        Advice.of(
                                                rate,
                                                board,
                                                ways.stream()
                                                        .filter(
                                                                way ->
                                                                        way.megabitsPerSecond()
                                                                                == rate)
                                                        .toList()))
                        .toList();
        return new Plan(boards, board, networks, ways, advice, notes);
    }

    private void addSplits(String label, Network folded, int shards, Map<Way, SplitCost> costs) {
        int replicas = boards / shards;
        for (ElementType wire : WIRES) {
            Way way = new Way(shards, replicas, Stem.SHARDS, wire);
            costs.put(way, cost(label, folded, way));
        }
        if (shards < boards) {
            return;
        }
        try {
            for (ElementType wire : WIRES) {
                Way way = new Way(shards, replicas, Stem.HOME, wire);
                costs.put(way, cost(label, folded, way));
            }
        } catch (NetworkException e) {
            notes.add("no way with its stem at home: " + e.getMessage());
        }
    }

    private static SplitCost cost(String label, Network network, Way way) {
        try {
            ShardedNetwork split = Sharder.shard(network, Shares.even(way.shards()), way.stem());
            return SplitCosts.of(Wiring.sent(split, WireTypes.everywhere(way.wire())));
        } catch (NetworkException e) {
            throw new NetworkException(label + ": " + e.getMessage(), e);
        }
    }
}
