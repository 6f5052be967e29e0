package org.decnn.benchmarks.fuzz;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.decnn.model.network.Network;
import org.decnn.model.testing.fuzz.Finding;
import org.decnn.model.testing.fuzz.Fuzz;
import org.decnn.model.testing.fuzz.NetworkProof;
import org.decnn.model.testing.fuzz.Plan;

/**
 * Tries random networks, one seed after the other, until the time is over; says what it tried and
 * what it found. Ends with 1 if that is anything.
 */
public final class NetworkFuzz {

    private final AtomicLong next;
    private final long end;
    private final Map<String, Integer> refusals = new TreeMap<>();
    private long networks;
    private long layers;
    private long splits;
    private int findings;

    private NetworkFuzz(long first, long end) {
        this.next = new AtomicLong(first);
        this.end = end;
    }

    /** {@code minutes first-seed threads}, or {@code seed} alone. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length == 1) {
            System.exit(one(Long.parseLong(args[0])));
        }
        long end = System.nanoTime() + (long) (Double.parseDouble(args[0]) * 60e9);
        NetworkFuzz fuzz = new NetworkFuzz(Long.parseLong(args[1]), end);
        Thread[] threads = new Thread[Integer.parseInt(args[2])];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(fuzz::run);
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        fuzz.tell();
        System.exit(fuzz.findings == 0 ? 0 : 1);
    }

    private static int one(long seed) {
        Plan plan = Plan.of(seed);
        Network network = plan.network();
        System.out.println(Plan.described(network));
        try {
            NetworkProof.Outcome outcome = Fuzz.tried(plan, network);
            System.out.println(outcome.splits() + " splits hold");
            outcome.refusals().forEach(refusal -> System.out.println("refused: " + refusal));
            return 0;
        } catch (Finding finding) {
            System.out.println("the least of it:\n" + Fuzz.least(plan, finding));
            finding.printStackTrace(System.out);
            return 1;
        }
    }

    private void run() {
        while (System.nanoTime() < end) {
            long seed = next.getAndIncrement();
            try {
                Plan plan = Plan.of(seed);
                Network network = plan.network();
                try {
                    hold(network, Fuzz.tried(plan, network));
                } catch (Finding finding) {
                    found(seed, Fuzz.least(plan, finding).toString());
                }
            } catch (RuntimeException | StackOverflowError e) {
                found(seed, "no network comes of it: " + e);
            }
        }
    }

    private synchronized void hold(Network network, NetworkProof.Outcome outcome) {
        networks++;
        layers += network.layers().size();
        splits += outcome.splits();
        outcome.refusals().forEach(refusal -> refusals.merge(kind(refusal), 1, Integer::sum));
    }

    /** What is refused, without the names and numbers of one network. */
    private static String kind(String refusal) {
        return refusal.replaceAll("'[^']*'", "'…'").replaceAll("\\d+", "N");
    }

    private synchronized void found(long seed, String what) {
        findings++;
        System.out.println("seed " + seed + ": " + what + "\n");
    }

    private void tell() {
        System.out.printf(
                "%,d networks of %,d layers; %,d splits hold; next seed %d%n",
                networks, layers, splits, next.get());
        refusals.forEach(
                (kind, count) -> System.out.printf("refused %,d times: %s%n", count, kind));
        System.out.println(findings == 0 ? "nothing found" : findings + " found");
    }
}
