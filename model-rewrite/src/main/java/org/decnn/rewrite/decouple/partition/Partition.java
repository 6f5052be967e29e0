package org.decnn.rewrite.decouple.partition;

import java.util.Random;

/**
 * Searches for the assignment that keeps the most energy: the one that keeps all where there is
 * one, else by coordinate ascent over the axes from several starts. The same seed gives the same
 * assignment.
 */
public final class Partition {

    private final Problem problem;

    private Partition(Problem problem) {
        this.problem = problem;
    }

    /**
     * @param starts how many random starts are tried, beside the channels' own order
     */
    public static Assignment search(Problem problem, long seed, int starts) {
        return new Partition(problem).search(seed, starts);
    }

    private Assignment search(long seed, int starts) {
        double all = problem.total() * (1 - 1e-12);
        Assignment whole = BlockDiagonal.of(problem).orElse(null);
        if (whole != null && problem.kept(whole) >= all) {
            return whole;
        }
        Assignment best = climb(Assignment.identity(problem));
        double kept = problem.kept(best);
        for (int start = 0; start < starts; start++) {
            Assignment other = climb(Assignment.random(problem, new Random(seed + start)));
            if (problem.kept(other) > kept) {
                best = other;
                kept = problem.kept(other);
            }
        }
        return best;
    }

    private Assignment climb(Assignment start) {
        Assignment best = start.copy();
        double kept = problem.kept(best);
        boolean again = true;
        while (again) {
            again = false;
            for (int axis = 0; axis < problem.axes().size(); axis++) {
                Assignment next = best.copy();
                if (new AxisSearch(problem, next, axis).improve()) {
                    double nextKept = problem.kept(next);
                    // An axis that is linked to itself was searched as if it were not.
                    if (nextKept > kept * (1 + 1e-12)) {
                        best = next;
                        kept = nextKept;
                        again = true;
                    }
                }
            }
        }
        return best;
    }
}
