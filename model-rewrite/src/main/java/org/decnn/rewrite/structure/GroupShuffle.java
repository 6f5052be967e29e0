package org.decnn.rewrite.structure;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.decnn.model.network.Operation;
import org.decnn.model.network.Renumbering.ChannelShuffle;
import org.decnn.model.network.Renumbering.Select;

/**
 * One exchange of channels between groups: {@code members} groups, {@code apart} from one to the
 * next, deal their channels to each other as ShuffleNet's shuffle deals those of all groups. So a
 * group sends an equal part to each of them and nothing to others.
 *
 * @param groups in all, of equally many channels
 * @param members of each set of groups that meet; all groups, or a divisor of them
 * @param apart 1: neighbours meet
 */
public record GroupShuffle(int groups, int members, int apart) {

    /** ShuffleNet's (Zhang et al. 2017): all groups meet. */
    public static GroupShuffle ofAll(int groups) {
        return new GroupShuffle(groups, groups, 1);
    }

    /**
     * A step of a butterfly, as in the fast Fourier transform: groups meet that differ in one digit
     * of their number, the digits in turn. After as many steps as there are digits each group has
     * something of all. The digits' bases are the prime factors of the number of groups: of four
     * groups it is neighbours that meet first, then those that are two apart.
     *
     * @param step from 0
     */
    public static GroupShuffle butterfly(int groups, int step) {
        int[] bases = primeFactors(groups);
        int digit = step % bases.length;
        int apart = Arrays.stream(bases, 0, digit).reduce(1, (a, b) -> a * b);
        return new GroupShuffle(groups, bases[digit], apart);
    }

    private static int[] primeFactors(int number) {
        IntStream.Builder factors = IntStream.builder();
        int left = number;
        for (int factor = 2; factor <= left / factor; factor++) {
            for (; left % factor == 0 && left > factor; left /= factor) {
                factors.add(factor);
            }
        }
        return factors.add(left).build().toArray();
    }

    /** As a layer of a network of so many channels. */
    public Operation operation(int channels) {
        return members == groups
                ? new ChannelShuffle(groups, channels / groups)
                : new Select(sources(channels));
    }

    /** The channel that stands at each place after it. */
    public int[] sources(int channels) {
        int size = channels / groups;
        ChannelShuffle deal = new ChannelShuffle(members, size);
        return IntStream.range(0, channels)
                .map(
                        to -> {
                            int group = to / size;
                            int member = group / apart % members;
                            int from = deal.source(member * size + to % size);
                            int sender = group + (from / size - member) * apart;
                            return sender * size + from % size;
                        })
                .toArray();
    }
}
