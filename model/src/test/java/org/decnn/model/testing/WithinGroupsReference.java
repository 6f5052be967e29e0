package org.decnn.model.testing;

import org.decnn.model.network.TensorShape;
import org.decnn.model.network.WithinGroups;
import org.decnn.model.network.WithinGroups.GroupNorm;

/** Groups of channels, each by itself. */
final class WithinGroupsReference {

    private WithinGroupsReference() {}

    static float[] apply(WithinGroups operation, TensorShape in, float[] x) {
        GroupNorm norm = (GroupNorm) operation;
        int size = x.length / norm.groups();
        float[] y = new float[x.length];
        for (int first = 0; first < x.length; first += size) {
            double mean = 0;
            for (int i = first; i < first + size; i++) {
                mean += (double) x[i] / size;
            }
            double variance = 0;
            for (int i = first; i < first + size; i++) {
                variance += (x[i] - mean) * (x[i] - mean) / size;
            }
            double deviation = Math.sqrt(variance + norm.epsilon());
            for (int i = first; i < first + size; i++) {
                int c = i / in.area();
                y[i] = (float) ((x[i] - mean) / deviation * norm.gamma()[c] + norm.beta()[c]);
            }
        }
        return y;
    }
}
