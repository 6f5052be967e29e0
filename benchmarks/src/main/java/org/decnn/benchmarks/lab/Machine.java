package org.decnn.benchmarks.lab;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Where the lab's processes run: place 0 is the hub, 1 and on are the devices. */
sealed interface Machine permits IsolatedMachine, PlainMachine {

    int HUB = 0;

    /** The address that a place listens on. */
    String address(int place);

    /** What a process at a place is started through. */
    List<String> prefix(int place);

    /** Holds each device to its share of a core and each link to a rate, until lifted. */
    void limit(LinkRate rate) throws IOException, InterruptedException;

    /**
     * Takes all limits but the devices' cores and memory away, so that starting takes no longer
     * than it must.
     */
    void lift() throws IOException, InterruptedException;

    /** The same devices with other shares. */
    Machine with(DeviceShares shares);

    /** Processor time that a device has used, in nanoseconds. */
    long cpuNanos(int device, long pid) throws IOException;

    /** Bytes that a device has sent over its link, if that can be told. */
    OptionalLong bytesSent(int device) throws IOException, InterruptedException;

    /**
     * The same links as this machine can limit them, each tried.
     *
     * @param found told of each, in a line
     */
    List<LinkRate> calibrate(List<LinkRate> rates, Consumer<String> found)
            throws IOException, InterruptedException;

    /** Whether devices get their shares of a core, in a line. */
    String checkShares() throws IOException, InterruptedException;

    /** For every picture and table: what the devices are. */
    String description();
}
