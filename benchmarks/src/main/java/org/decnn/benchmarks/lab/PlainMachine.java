package org.decnn.benchmarks.lab;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Processes of this machine as they are: no rates, no quotas. */
record PlainMachine(int devices) implements Machine {

    @Override
    public String address(int place) {
        return "127.0.0.1";
    }

    @Override
    public List<String> prefix(int place) {
        return List.of();
    }

    @Override
    public void limit(LinkRate rate) {}

    @Override
    public void lift() {}

    @Override
    public Machine with(DeviceShares shares) {
        return this;
    }

    @Override
    public long cpuNanos(int device, long pid) throws IOException {
        return ProcessFacts.of(pid).cpuNanos();
    }

    @Override
    public OptionalLong bytesSent(int device) {
        return OptionalLong.empty();
    }

    @Override
    public List<LinkRate> calibrate(List<LinkRate> rates, Consumer<String> found) {
        return rates;
    }

    @Override
    public String checkShares() {
        return "NOT LIMITED: neither processor shares nor link rates (--processes-only)";
    }

    @Override
    public String description() {
        return devices + " plain processes, processor shares and link rates NOT LIMITED";
    }
}
