package org.decnn.benchmarks.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessFactsTest {

    @Test
    void aThreadsNameMayHoldBlanksAndBrackets() {
        String stat = "17 (stage 1 (a) x) S 1 1 1 0 -1 4194368 1 0 0 0 25 17 0 0 20 0 41 0 9 8";
        assertThat(ProcessFacts.threadName(stat)).isEqualTo("stage 1 (a) x");
        assertThat(ProcessFacts.threadNanos(stat)).isEqualTo(420_000_000);
    }

    @Test
    void thisProcessHasMemoryAndHasComputed() throws Exception {
        ProcessFacts facts = ProcessFacts.of(ProcessHandle.current().pid());
        assertThat(facts.residentBytes()).isBetween(1L << 20, facts.peakBytes() + (64 << 20));
        assertThat(facts.cpuNanos()).isPositive();
    }

    @Test
    void threadsAreToldByWhatTheyAreFor() throws Exception {
        Thread stage = new Thread(ProcessFactsTest::waitOften, "stage 2 · layer2.0.conv3–fc");
        ProcessFacts before = ProcessFacts.of(ProcessHandle.current().pid());
        stage.start();
        Thread.sleep(100);
        ProcessFacts during = ProcessFacts.of(ProcessHandle.current().pid());
        stage.interrupt();
        stage.join();
        ThreadUse use = during.since(before, ThreadKind.STAGES);
        assertThat(use.wakeUps()).isBetween(2L, 100L);
        assertThat(ThreadKind.of("Flink Netty Cli")).isEqualTo(ThreadKind.RECEIVING);
        assertThat(ThreadKind.of("flink-akka.acto")).isEqualTo(ThreadKind.OTHERS);
    }

    private static void waitOften() {
        try {
            while (true) {
                Thread.sleep(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
