package org.decnn.rewrite.decouple.partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.decnn.rewrite.decouple.partition.Problem.Axis;
import org.decnn.rewrite.decouple.partition.Problem.Link;

/**
 * The assignment that keeps everything, where there is one: the connected components of the
 * channels, packed into groups. Between two shuffles lies a section of the network with components
 * of its own; which of its groups is which is tried out until the shuffles join them.
 */
final class BlockDiagonal {

    /** Enough for components of about the groups' size; many small ones are left to the search. */
    private static final int MOST_STEPS = 20_000;

    private static final int MOST_RENAMED = 6;

    private record View(int axis, int view) {}

    private record Channel(int axis, int view, int channel) {}

    private final Problem problem;
    private final Map<Channel, Channel> parents = new HashMap<>();
    private final Map<Channel, Integer> groupOf = new HashMap<>();
    private int steps;

    private BlockDiagonal(Problem problem) {
        this.problem = problem;
    }

    static Optional<Assignment> of(Problem problem) {
        return new BlockDiagonal(problem).assignment();
    }

    private Optional<Assignment> assignment() {
        Map<View, View> sections = new HashMap<>();
        for (Link link : problem.links()) {
            View from = new View(link.from(), link.fromView());
            View to = new View(link.to(), link.toView());
            union(sections, from, to);
            for (int output = 0; output < link.energy().length; output++) {
                for (int input = 0; input < link.energy()[output].length; input++) {
                    if (link.energy()[output][input] > 0) {
                        union(
                                parents,
                                new Channel(link.from(), link.fromView(), input),
                                new Channel(link.to(), link.toView(), output));
                    }
                }
            }
        }
        Map<View, List<View>> members = new LinkedHashMap<>();
        for (int axis = 0; axis < problem.axes().size(); axis++) {
            for (int view = 0; view < problem.axes().get(axis).places().views(); view++) {
                View at = new View(axis, view);
                members.computeIfAbsent(root(sections, at), root -> new ArrayList<>()).add(at);
            }
        }
        for (List<View> section : members.values()) {
            if (!pack(section)) {
                return Optional.empty();
            }
        }
        return join(List.copyOf(members.values()), 0);
    }

    /** Puts the components of a section into groups that hold them. */
    private boolean pack(List<View> section) {
        Map<Channel, List<Channel>> components = new LinkedHashMap<>();
        for (View view : section) {
            for (int i = 0; i < problem.axes().get(view.axis()).channels(); i++) {
                Channel channel = new Channel(view.axis(), view.view(), i);
                components
                        .computeIfAbsent(root(parents, channel), root -> new ArrayList<>())
                        .add(channel);
            }
        }
        List<List<Channel>> largestFirst = new ArrayList<>(components.values());
        largestFirst.sort((one, other) -> other.size() - one.size());
        int[][] room = new int[problem.groups()][section.size()];
        for (int i = 0; i < section.size(); i++) {
            for (int[] group : room) {
                group[i] = problem.axes().get(section.get(i).axis()).places().groupSlots();
            }
        }
        steps = 0;
        return pack(section, largestFirst, 0, room);
    }

    private boolean pack(
            List<View> section, List<List<Channel>> components, int next, int[][] room) {
        if (next == components.size()) {
            return true;
        }
        if (steps++ > MOST_STEPS) {
            return false;
        }
        int[] size = new int[section.size()];
        for (Channel channel : components.get(next)) {
            size[section.indexOf(new View(channel.axis(), channel.view()))]++;
        }
        for (int group = 0; group < room.length; group++) {
            int[] left = room[group];
            boolean fits = IntStream.range(0, size.length).allMatch(i -> left[i] >= size[i]);
            boolean tried =
                    Arrays.stream(room, 0, group).anyMatch(other -> Arrays.equals(other, left));
            if (fits && !tried) {
                room[group] = left.clone();
                Arrays.setAll(room[group], i -> left[i] - size[i]);
                if (pack(section, components, next + 1, room)) {
                    for (Channel channel : components.get(next)) {
                        groupOf.put(channel, group);
                    }
                    return true;
                }
                room[group] = left;
            }
        }
        return false;
    }

    /** Renames the groups of one section after the other until the shuffles fit. */
    private Optional<Assignment> join(List<List<View>> sections, int next) {
        if (next == 0) {
            steps = 0;
        }
        if (next == sections.size()) {
            return Optional.of(new Assignment(places().toArray(int[][]::new)));
        }
        List<View> section = sections.get(next);
        Map<Channel, Integer> before = new HashMap<>(groupOf);
        for (int[] names : permutations(problem.groups())) {
            if (steps++ > MOST_STEPS) {
                return Optional.empty();
            }
            before.forEach(
                    (channel, group) -> {
                        if (section.contains(new View(channel.axis(), channel.view()))) {
                            groupOf.put(channel, names[group]);
                        }
                    });
            List<List<View>> named = sections.subList(0, next + 1);
            boolean fits =
                    section.stream()
                            .map(View::axis)
                            .distinct()
                            .filter(axis -> isNamed(axis, named))
                            .allMatch(axis -> place(axis).isPresent());
            if (fits) {
                Optional<Assignment> rest = join(sections, next + 1);
                if (rest.isPresent()) {
                    return rest;
                }
            }
        }
        groupOf.putAll(before);
        return Optional.empty();
    }

    private boolean isNamed(int axis, List<List<View>> sections) {
        return IntStream.range(0, problem.axes().get(axis).places().views())
                .allMatch(
                        view ->
                                sections.stream()
                                        .anyMatch(it -> it.contains(new View(axis, view))));
    }

    private List<int[]> places() {
        return IntStream.range(0, problem.axes().size())
                .mapToObj(axis -> place(axis).orElseThrow())
                .toList();
    }

    /** Channels at positions of their groups; what is over holds a channel of the same groups. */
    private Optional<int[]> place(int axis) {
        Axis of = problem.axes().get(axis);
        SlotGroups places = of.places();
        Map<List<Integer>, List<Integer>> channels = new HashMap<>();
        for (int channel = 0; channel < of.channels(); channel++) {
            int it = channel;
            channels.computeIfAbsent(
                            IntStream.range(0, places.views())
                                    .mapToObj(view -> groupOf.get(new Channel(axis, view, it)))
                                    .toList(),
                            path -> new ArrayList<>())
                    .add(channel);
        }
        int[] at = new int[places.slots()];
        int placed = 0;
        Map<List<Integer>, Integer> used = new HashMap<>();
        for (int position = 0; position < at.length; position++) {
            int it = position;
            List<Integer> path =
                    IntStream.range(0, places.views())
                            .mapToObj(view -> places.group(view, it))
                            .toList();
            List<Integer> here = channels.getOrDefault(path, List.of());
            int index = used.merge(path, 1, Integer::sum) - 1;
            if (index < here.size()) {
                placed++;
            }
            at[position] = here.isEmpty() ? 0 : here.get(index % here.size());
        }
        return placed == of.channels() ? Optional.of(at) : Optional.empty();
    }

    /** Of more groups than can be tried, their own order alone. */
    private static List<int[]> permutations(int size) {
        if (size > MOST_RENAMED) {
            return List.of(IntStream.range(0, size).toArray());
        }
        List<int[]> all = new ArrayList<>(List.of(new int[0]));
        for (int value = 0; value < size; value++) {
            List<int[]> longer = new ArrayList<>();
            for (int[] shorter : all) {
                for (int at = value; at >= 0; at--) {
                    int[] one = new int[value + 1];
                    System.arraycopy(shorter, 0, one, 0, at);
                    one[at] = value;
                    System.arraycopy(shorter, at, one, at + 1, value - at);
                    longer.add(one);
                }
            }
            all = longer;
        }
        return all;
    }

    private static <T> void union(Map<T, T> parents, T one, T other) {
        parents.put(root(parents, one), root(parents, other));
    }

    private static <T> T root(Map<T, T> parents, T of) {
        T at = of;
        while (!parents.getOrDefault(at, at).equals(at)) {
            at = parents.get(at);
        }
        T node = of;
        while (!node.equals(at)) {
            T next = parents.getOrDefault(node, node);
            parents.put(node, at);
            node = next;
        }
        return at;
    }
}
