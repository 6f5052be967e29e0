package org.decnn.benchmarks.fuzz.input;

import java.util.Map;

/** A place where bytes come in that anyone may have written. */
interface Door {

    /**
     * Takes bytes in, and holds what comes of them to what is promised.
     *
     * @throws Exception whatever it is, it is a finding
     */
    void take(byte[] bytes) throws Exception;

    /** What a fuzzer begins with, by name: bytes as they should be. */
    Map<String, byte[]> seeds() throws Exception;

    /** Most bytes that are allocated for one input, all in all. */
    long mostBytes();
}
