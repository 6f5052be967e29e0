package org.decnn.rewrite.decouple.partition;

import java.util.List;
import org.decnn.model.network.Operation;
import org.decnn.rewrite.structure.GroupShuffle;

/**
 * The places of a stream's channels: {@code slots} positions in equal groups, dealt out anew by
 * each shuffle. A position is a slot of view 0; view v is what v shuffles make of it.
 */
public final class SlotGroups {

    private final int groups;
    private final int slots;
    private final List<GroupShuffle> shuffles;
    private final int[][] positions;
    private final int[][] groupOf;

    /**
     * @param slots a multiple of the groups
     * @param shuffles one behind the other
     */
    public SlotGroups(int groups, int slots, List<GroupShuffle> shuffles) {
        this.groups = groups;
        this.slots = slots;
        this.shuffles = List.copyOf(shuffles);
        int views = 1 + shuffles.size();
        positions = new int[views][slots];
        groupOf = new int[views][slots];
        for (int view = 0; view < views; view++) {
            int[] sources = view == 0 ? null : shuffles.get(view - 1).sources(slots);
            for (int slot = 0; slot < slots; slot++) {
                int position = view == 0 ? slot : positions[view - 1][sources[slot]];
                positions[view][slot] = position;
                groupOf[view][position] = slot / groupSlots();
            }
        }
    }

    /** What makes the next view of one. */
    public Operation shuffleOf(int view) {
        return shuffles.get(view).operation(slots);
    }

    public int groups() {
        return groups;
    }

    public int slots() {
        return slots;
    }

    public int groupSlots() {
        return slots / groups;
    }

    public int views() {
        return positions.length;
    }

    /** The position that stands at a slot of a view. */
    public int position(int view, int slot) {
        return positions[view][slot];
    }

    /** The group that a position belongs to in a view. */
    public int group(int view, int position) {
        return groupOf[view][position];
    }
}
