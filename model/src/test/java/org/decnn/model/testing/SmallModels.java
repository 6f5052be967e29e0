package org.decnn.model.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.decnn.model.directory.LocalModelFiles;
import org.decnn.model.directory.ModelDirectory;
import org.decnn.model.directory.ModelDirectoryWriter;
import org.decnn.model.directory.Preprocessing;
import org.decnn.model.directory.Preprocessing.ChannelOrder;
import org.decnn.model.network.Network;
import org.decnn.model.onnx.ElementType;
import org.decnn.model.shard.Shares;
import org.decnn.model.shard.Stem;
import org.decnn.model.shard.WireTypes;

/** Small networks as model directories, what they are fed, and what they should answer. */
public final class SmallModels {

    private SmallModels() {}

    /** Splits a network of RGB pictures and writes it below a folder. */
    public static ModelDirectory write(Network network, int shards, Path below) {
        return write(network, shards, ChannelOrder.RGB, below);
    }

    /** Splits a network and writes it below a folder. */
    public static ModelDirectory write(
            Network network, int shards, ChannelOrder order, Path below) {
        Path directory = below.resolve(network.name() + "-" + shards + "-" + order);
        try {
            writer(network, order, List.of()).write(shards, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelDirectory.open(new LocalModelFiles(directory));
    }

    /** Splits a network of RGB pictures with its stem there, and writes it. */
    public static ModelDirectory write(Network network, int shards, Stem stem, Path below) {
        Path directory = below.resolve(network.name() + "-" + shards + "-stem-" + stem);
        try {
            writer(network, ChannelOrder.RGB, List.of()).withStem(stem).write(shards, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelDirectory.open(new LocalModelFiles(directory));
    }

    /** Splits a network of RGB pictures for boards of unequal speed, and writes it. */
    public static ModelDirectory write(Network network, Shares shares, Path below) {
        Path directory = below.resolve(network.name() + "-" + shares.weights());
        try {
            writer(network, ChannelOrder.RGB, List.of())
                    .write(shares, WireTypes.everywhere(ElementType.FLOAT32), directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelDirectory.open(new LocalModelFiles(directory));
    }

    /** Splits a network of RGB pictures whose exchanges send one type, and writes it. */
    public static ModelDirectory write(Network network, int shards, ElementType wire, Path below) {
        Path directory = below.resolve(network.name() + "-" + shards + "-" + wire);
        try {
            writer(network, ChannelOrder.RGB, List.of())
                    .write(Shares.even(shards), WireTypes.everywhere(wire), directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelDirectory.open(new LocalModelFiles(directory));
    }

    public static ModelDirectoryWriter writer(
            Network network, ChannelOrder order, List<String> labels) {
        Preprocessing preprocessing =
                new Preprocessing(
                        network.input().width(),
                        network.input().height(),
                        0,
                        order,
                        1 / 255.0,
                        List.of(0.485, 0.456, 0.406),
                        List.of(0.229, 0.224, 0.225));
        return new ModelDirectoryWriter(network, preprocessing, labels);
    }

    /** Random 8-bit pixels: red, green and blue planes, as the first stage is fed a picture. */
    public static byte[] picture(ModelDirectory directory, long seed) {
        byte[] pixels = new byte[directory.manifest().input().elements()];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    /** A picture as the network itself takes it: channels in its order, normalised. */
    public static float[] normalised(ModelDirectory directory, byte[] picture) {
        Preprocessing preprocessing = directory.manifest().preprocessing();
        int channels = preprocessing.channels();
        int area = picture.length / channels;
        float[] values = new float[picture.length];
        for (int channel = 0; channel < channels; channel++) {
            int plane =
                    preprocessing.channelOrder() == ChannelOrder.BGR
                            ? channels - 1 - channel
                            : channel;
            double mean = preprocessing.mean().get(channel);
            double std = preprocessing.std().get(channel);
            for (int i = 0; i < area; i++) {
                int pixel = Byte.toUnsignedInt(picture[plane * area + i]);
                values[channel * area + i] = (float) ((pixel * preprocessing.scale() - mean) / std);
            }
        }
        return values;
    }

    public static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** The whole network's answer, from one process. */
    public static float[] answer(ModelDirectory directory, float[] input) {
        return OnnxRuntimeForward.run(directory.network(), input);
    }
}
