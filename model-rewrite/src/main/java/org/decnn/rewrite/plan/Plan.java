package org.decnn.rewrite.plan;

import java.util.List;

/**
 * Ways of using boards, and which to take.
 *
 * @param ways by network, then by rate, from the simplest
 * @param advice one for each rate
 * @param notes what is not among the ways, and why
 */
public record Plan(
        int boards,
        BoardProfile board,
        List<PlannedNetwork> networks,
        List<PlannedWay> ways,
        List<Advice> advice,
        List<String> notes) {

    public Plan {
        networks = List.copyOf(networks);
        ways = List.copyOf(ways);
        advice = List.copyOf(advice);
        notes = List.copyOf(notes);
    }

    /** A network that is planned for. */
    public record PlannedNetwork(String file, String name, long parameters, long macs) {}
}
