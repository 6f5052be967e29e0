package org.decnn.benchmarks.lab;

import java.util.Arrays;

/** What the threads of a TaskManager are there for, told by their names. */
enum ThreadKind {
    STAGES("stages", "stage "),
    READING("read, decode", "Source: images"),
    SUM("sum of logits, predictions", "sum logits"),
    SENDING("network, what is sent", "Flink Netty Ser"),
    RECEIVING("network, what comes", "Flink Netty Cli"),
    KAFKA("Kafka's clients", "Source Data Fet", "kafka-", "dead letters"),
    COMPILER("Java's compiler", "C1 ", "C2 "),
    COLLECTOR("Java's collector and its clock", "VM Thread", "VM Periodic", "GC "),
    OTHERS("timers, metrics, RPC");

    private final String what;
    private final String[] names;

    ThreadKind(String what, String... names) {
        this.what = what;
        this.names = names;
    }

    /**
     * @param name as the system keeps it, 15 bytes of it
     */
    static ThreadKind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> Arrays.stream(kind.names).anyMatch(name::startsWith))
                .findFirst()
                .orElse(OTHERS);
    }

    @Override
    public String toString() {
        return what;
    }
}
