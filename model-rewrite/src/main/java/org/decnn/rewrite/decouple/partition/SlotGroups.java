package org.decnn.rewrite.decouple.partition;

import org.decnn.model.network.Operation.ChannelShuffle;

/**
 * The places of a stream's channels: {@code slots} positions in equal groups, dealt out anew by
 * each shuffle. A position is a slot of view 0; view v is what v shuffles make of it.
 */
public final class SlotGroups {

    private final int groups;
    private final int slots;
    private final int[][] positions;
    private final int[][] groupOf;

    /**
     * @param slots a multiple of the groups
     */
    public SlotGroups(int groups, int slots, int views) {
        this.groups = groups;
        this.slots = slots;
        positions = new int[views][slots];
        groupOf = new int[views][slots];
        ChannelShuffle shuffle = shuffle();
        for (int view = 0; view < views; view++) {
            for (int slot = 0; slot < slots; slot++) {
                int position = view == 0 ? slot : positions[view - 1][shuffle.source(slot)];
                positions[view][slot] = position;
                groupOf[view][position] = slot / groupSlots();
            }
        }
    }

    /** ShuffleNet's shuffle of the groups: as many rows as groups. */
    public ChannelShuffle shuffle() {
        return new ChannelShuffle(groups, groupSlots());
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
