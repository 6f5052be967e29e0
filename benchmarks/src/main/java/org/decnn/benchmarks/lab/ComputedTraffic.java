package org.decnn.benchmarks.lab;

import org.decnn.model.directory.ModelManifest;
import org.decnn.model.shard.Edge;
import org.decnn.model.shard.Transfer;

/** What a split network's devices must send one another, by its shapes. */
final class ComputedTraffic {

    private ComputedTraffic() {}

    /**
     * Bytes that a device sends to others for one image, on average over the devices.
     *
     * <p>Shard p is on device p · devices / shards. Where an image is decoded and where its logits
     * are summed is any device: all but one in so many of those bytes leave theirs.
     */
    static double bytesSentPerDevice(ModelManifest manifest, int devices) {
        double bytes = 0;
        for (Edge edge : manifest.edges()) {
            boolean ends = edge.fromStage() == 0 || edge.toStage() == manifest.logitsStage();
            for (Transfer transfer : edge.transfers()) {
                if (ends) {
                    bytes += edge.bytes(transfer) * (devices - 1.0) / devices;
                } else if (device(transfer.fromShard(), manifest.shards(), devices)
                        != device(transfer.toShard(), manifest.shards(), devices)) {
                    bytes += edge.bytes(transfer);
                }
            }
        }
        return bytes / devices;
    }

    private static int device(int shard, int shards, int devices) {
        return shard * devices / shards;
    }
}
