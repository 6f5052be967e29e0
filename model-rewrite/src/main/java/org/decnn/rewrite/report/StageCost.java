package org.decnn.rewrite.report;

/**
 * One stage of a split network, and what comes before it.
 *
 * @param number from 1; 0 is the stem, where it is computed at home, and one past the last is where
 *     logits are summed
 * @param name after its layers
 * @param macs multiply-accumulates of its busiest device for one image
 * @param exchange how its input comes to it, as {@code gather}; empty where nothing goes from
 *     device to device
 * @param exchangeBytes of one image that go from device to device before it
 * @param linkBytes of these, those that the busiest device sends or receives, whichever is more
 */
public record StageCost(
        int number, String name, long macs, String exchange, long exchangeBytes, long linkBytes) {}
