#!/usr/bin/env python3
"""Writes the Keras files that KerasImportTest reads, as Keras 2 saves them, with h5py and numpy alone.

Each file also holds, under "check", an input [1, H, W, C] and the output that numpy computes for it
from Keras' definitions, so that the files do not depend on any importer.

    python3 make_keras_files.py
"""
import json

import h5py
import numpy as np

random = np.random.default_rng(7)


def same(size, kernel, stride, dilation=1):
    """TensorFlow's padding 'same': zeros before and after."""
    out = -(-size // stride)
    total = max(0, (out - 1) * stride + dilation * (kernel - 1) + 1 - size)
    return total // 2, total - total // 2


def patches(x, kernel, stride, padding, dilation=1, fill=0.0):
    """x [H, W, C] as windows [outH, outW, kernel, kernel, C]."""
    if padding == "same":
        x = np.pad(x, [same(n, kernel, stride, dilation) for n in x.shape[:2]] + [(0, 0)],
                   constant_values=fill)
    span = dilation * (kernel - 1) + 1
    rows = (x.shape[0] - span) // stride + 1
    columns = (x.shape[1] - span) // stride + 1
    return np.array([[x[r * stride:r * stride + span:dilation, c * stride:c * stride + span:dilation]
                      for c in range(columns)] for r in range(rows)])


def activate(name, x):
    if name == "relu":
        return np.maximum(x, 0)
    if name == "softmax":
        e = np.exp(x - x.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)
    return {"linear": lambda: x, "tanh": lambda: np.tanh(x)}[name]()


class Model:
    """Layers are computed while they are drawn; a value is (name, array without the batch axis)."""

    def __init__(self, name, sequential, height, width, channels=3):
        self.name, self.sequential = name, sequential
        self.layers, self.weights = [], {}
        self.input = random.normal(size=(height, width, channels))
        shape = [None, height, width, channels]
        self.x = ("input_1", self.input)
        self.record("InputLayer", "input_1", [],
                    {"batch_input_shape": shape, "dtype": "float32", "sparse": False, "ragged": False})

    def record(self, kind, name, inputs, config):
        layer = {"class_name": kind, "config": {"name": name, "trainable": True, "dtype": "float32", **config}}
        if not self.sequential:
            layer["name"] = name
            layer["inbound_nodes"] = [[[i, 0, 0, {}] for i in inputs]] if inputs else []
        self.layers.append(layer)

    def add(self, kind, name, x, y, config, **weights):
        self.record(kind, name, [x[0]], config)
        self.weights[name] = weights
        self.x = (name, y)
        return self.x

    def weight(self, *shape, fan_in=1):
        return random.normal(scale=np.sqrt(2 / fan_in), size=shape).astype(np.float32)

    def window(self, kernel, stride, padding, dilation, activation, bias, **more):
        return {"kernel_size": [kernel, kernel], "strides": [stride, stride], "padding": padding,
                "data_format": "channels_last", "dilation_rate": [dilation, dilation], "groups": 1,
                "activation": activation, "use_bias": bias, "bias_initializer": zeros(),
                "kernel_regularizer": None, "bias_regularizer": None, "activity_regularizer": None,
                "kernel_constraint": None, "bias_constraint": None, **more}

    def conv(self, name, out, kernel, stride=1, padding="valid", dilation=1, activation="linear", bias=True, x=None):
        x = x or self.x
        w = self.weight(kernel, kernel, x[1].shape[-1], out, fan_in=kernel * kernel * x[1].shape[-1])
        b = {"bias": self.weight(out)} if bias else {}
        y = np.einsum("hwijc,ijco->hwo", patches(x[1], kernel, stride, padding, dilation), w) + b.get("bias", 0)
        config = self.window(kernel, stride, padding, dilation, activation, bias, filters=out,
                             kernel_initializer=glorot())
        return self.add("Conv2D", name, x, activate(activation, y), config, kernel=w, **b)

    def depthwise(self, name, kernel, stride=1, padding="valid", multiplier=1, activation="linear", bias=True):
        x = self.x
        channels = x[1].shape[-1]
        w = self.weight(kernel, kernel, channels, multiplier, fan_in=kernel * kernel)
        b = {"bias": self.weight(channels * multiplier)} if bias else {}
        y = depthwise(x[1], w, kernel, stride, padding) + b.get("bias", 0)
        config = self.window(kernel, stride, padding, 1, activation, bias, depth_multiplier=multiplier,
                             depthwise_initializer=glorot(), depthwise_regularizer=None, depthwise_constraint=None)
        return self.add("DepthwiseConv2D", name, x, activate(activation, y), config, depthwise_kernel=w, **b)

    def separable(self, name, out, kernel, stride=1, padding="valid", multiplier=1, activation="linear", bias=True):
        x = self.x
        channels = x[1].shape[-1]
        w = self.weight(kernel, kernel, channels, multiplier, fan_in=kernel * kernel)
        p = self.weight(1, 1, channels * multiplier, out, fan_in=channels * multiplier)
        b = {"bias": self.weight(out)} if bias else {}
        y = depthwise(x[1], w, kernel, stride, padding) @ p[0, 0] + b.get("bias", 0)
        config = self.window(kernel, stride, padding, 1, activation, bias, filters=out, depth_multiplier=multiplier,
                             depthwise_initializer=glorot(), pointwise_initializer=glorot(),
                             depthwise_regularizer=None, pointwise_regularizer=None,
                             depthwise_constraint=None, pointwise_constraint=None)
        return self.add("SeparableConv2D", name, x, activate(activation, y), config,
                        depthwise_kernel=w, pointwise_kernel=p, **b)

    def norm(self, name, x=None, scale=True):
        x = x or self.x
        n = x[1].shape[-1]
        gamma, beta, mean = self.weight(n) if scale else np.ones(n), self.weight(n), self.weight(n)
        variance = random.uniform(0.5, 2, n).astype(np.float32)
        y = (x[1] - mean) / np.sqrt(variance + 1e-3) * gamma + beta
        config = {"axis": [x[1].ndim], "momentum": 0.99, "epsilon": 1e-3, "center": True, "scale": scale,
                  "beta_initializer": zeros(), "gamma_initializer": ones(), "moving_mean_initializer": zeros(),
                  "moving_variance_initializer": ones(), "beta_regularizer": None, "gamma_regularizer": None,
                  "beta_constraint": None, "gamma_constraint": None}
        return self.add("BatchNormalization", name, x, y, config, **({"gamma": gamma} if scale else {}), beta=beta,
                        moving_mean=mean, moving_variance=variance)

    def activation(self, name, function, x=None):
        x = x or self.x
        return self.add("Activation", name, x, activate(function, x[1]), {"activation": function})

    def relu(self, name, limit):
        x = self.x
        return self.add("ReLU", name, x, np.clip(x[1], 0, limit),
                        {"max_value": limit, "negative_slope": 0.0, "threshold": 0.0})

    def pad(self, name, top, bottom, left, right):
        x = self.x
        y = np.pad(x[1], [(top, bottom), (left, right), (0, 0)])
        return self.add("ZeroPadding2D", name, x, y,
                        {"padding": [[top, bottom], [left, right]], "data_format": "channels_last"})

    def pool(self, kind, name, size, stride, padding="valid"):
        x = self.x
        seen = patches(x[1], size, stride, padding, fill=np.nan)
        y = np.nanmax(seen, (2, 3)) if kind == "MaxPooling2D" else np.nanmean(seen, (2, 3))
        return self.add(kind, name, x, y, {"pool_size": [size, size], "strides": [stride, stride],
                                           "padding": padding, "data_format": "channels_last"})

    def global_pool(self, kind, name):
        x = self.x
        y = x[1].mean((0, 1)) if kind == "GlobalAveragePooling2D" else x[1].max((0, 1))
        return self.add(kind, name, x, y, {"data_format": "channels_last"})

    def join(self, kind, name, a, b):
        self.record(kind, name, [a[0], b[0]], {"axis": -1} if kind == "Concatenate" else {})
        self.weights[name] = {}
        self.x = (name, np.concatenate([a[1], b[1]], -1) if kind == "Concatenate" else a[1] + b[1])
        return self.x

    def dropout(self, name):
        return self.add("Dropout", name, self.x, self.x[1], {"rate": 0.5, "noise_shape": None, "seed": None})

    def flatten(self, name):
        return self.add("Flatten", name, self.x, self.x[1].reshape(-1), {"data_format": "channels_last"})

    def dense(self, name, out, activation="linear"):
        x = self.x
        n = x[1].shape[-1]
        w, b = self.weight(n, out, fan_in=n), self.weight(out)
        return self.add("Dense", name, x, activate(activation, x[1] @ w + b),
                        {"units": out, "activation": activation, "use_bias": True, "kernel_initializer": glorot(),
                         "bias_initializer": zeros(), "kernel_regularizer": None, "bias_regularizer": None,
                         "activity_regularizer": None, "kernel_constraint": None, "bias_constraint": None},
                        kernel=w, bias=b)

    def save(self):
        config = {"name": self.name, "layers": self.layers}
        if not self.sequential:
            config["input_layers"] = [["input_1", 0, 0]]
            config["output_layers"] = [[self.x[0], 0, 0]]
        with h5py.File(self.name + ".h5", "w") as file:
            file.attrs["keras_version"] = b"2.4.0"
            file.attrs["backend"] = b"tensorflow"
            kind = "Sequential" if self.sequential else "Functional"
            file.attrs["model_config"] = json.dumps({"class_name": kind, "config": config}).encode()
            root = file.create_group("model_weights")
            names = [layer["config"]["name"] for layer in self.layers]
            root.attrs["layer_names"] = [np.bytes_(name) for name in names]
            root.attrs["backend"] = b"tensorflow"
            root.attrs["keras_version"] = b"2.4.0"
            for name in names:
                group = root.create_group(name)
                weights = self.weights.get(name, {})
                group.attrs["weight_names"] = [np.bytes_(f"{name}/{weight}:0") for weight in weights]
                for weight, value in weights.items():
                    group.create_dataset(f"{name}/{weight}:0", data=value)
            check = file.create_group("check")
            check.create_dataset("input", data=self.input[None].astype(np.float32))
            check.create_dataset("output", data=self.x[1].reshape(1, -1).astype(np.float32))


def depthwise(x, w, kernel, stride, padding):
    y = np.einsum("hwijc,ijcm->hwcm", patches(x, kernel, stride, padding), w)
    return y.reshape(y.shape[:2] + (-1,))


def zeros():
    return {"class_name": "Zeros", "config": {}}


def ones():
    return {"class_name": "Ones", "config": {}}


def glorot():
    return {"class_name": "GlorotUniform", "config": {"seed": None}}


def sequential():
    m = Model("sequential", True, 10, 8)
    m.conv("conv1", 6, 3, activation="relu")
    m.pool("MaxPooling2D", "pool1", 2, 2)
    m.conv("conv2", 4, 3, padding="same", activation="relu")
    m.dropout("dropout1")
    m.flatten("flatten")
    m.norm("norm")
    m.dense("dense1", 9, activation="relu")
    m.dense("predictions", 5, activation="softmax")
    m.save()


def residual():
    m = Model("residual", False, 17, 19)
    m.pad("conv1_pad", 1, 2, 0, 1)
    m.conv("conv1", 8, 3, stride=2, bias=False)
    m.norm("bn1")
    m.activation("relu1", "relu")
    m.pad("pool1_pad", 1, 1, 1, 1)
    stem = m.pool("MaxPooling2D", "pool1", 3, 2)
    m.conv("block1_conv1", 8, 3, padding="same", bias=False)
    m.norm("block1_bn1")
    m.activation("block1_relu1", "relu")
    m.conv("block1_conv2", 8, 3, padding="same", bias=False)
    body = m.norm("block1_bn2")
    m.join("Add", "block1_add", stem, body)
    block1 = m.activation("block1_relu2", "relu")
    m.conv("block2_conv1", 12, 3, stride=2, padding="same", bias=False)
    body = m.norm("block2_bn1")
    m.conv("block2_short", 12, 1, stride=2, padding="same", bias=False, x=block1)
    short = m.norm("block2_short_bn")
    m.join("Add", "block2_add", short, body)
    block2 = m.activation("block2_relu", "relu")
    left = m.conv("left", 5, 1, activation="relu", x=block2)
    right = m.conv("right", 3, 3, padding="same", x=block2)
    m.join("Concatenate", "joined", left, right)
    m.global_pool("GlobalAveragePooling2D", "avg_pool")
    m.dense("predictions", 7, activation="softmax")
    m.save()


def strided():
    m = Model("strided", False, 15, 12)
    m.conv("conv1", 6, 3, stride=2, padding="same", activation="relu")
    m.conv("conv2", 6, 3, padding="same", dilation=2)
    m.norm("norm", scale=False)
    m.pool("MaxPooling2D", "max", 3, 2, "same")
    m.conv("conv3", 5, 2, padding="same")
    m.pool("AveragePooling2D", "avg", 3, 2, "same")
    m.flatten("flatten")
    m.dense("logits", 4)
    m.save()


def depthwise_separable():
    m = Model("depthwise", False, 14, 16)
    m.conv("conv1", 6, 3, stride=2, padding="same", bias=False)
    m.norm("conv1_bn")
    m.relu("conv1_relu", 6.0)
    m.depthwise("conv_dw_1", 3, padding="same", bias=False)
    m.norm("conv_dw_1_bn")
    m.relu("conv_dw_1_relu", 6.0)
    m.pad("conv_pad_2", 0, 1, 0, 1)
    m.depthwise("conv_dw_2", 3, stride=2, multiplier=2, activation="relu")
    m.separable("separable", 9, 3, padding="same", multiplier=2, activation="relu")
    m.global_pool("GlobalMaxPooling2D", "max_pool")
    m.dense("logits", 5)
    m.save()


def refused():
    m = Model("tanh", True, 6, 6)
    m.conv("conv1", 2, 3, activation="tanh")
    m.flatten("flatten")
    m.dense("logits", 3)
    m.save()
    with h5py.File("weights-only.h5", "w") as file:
        file.attrs["layer_names"] = [np.bytes_("conv1")]
        file.create_group("conv1").attrs["weight_names"] = [np.bytes_("conv1/kernel:0")]

    misread("channels-first", lambda layers: layers[1]["config"].update(data_format="channels_first"))
    misread("grouped", lambda layers: layers[1]["config"].update(groups=3))
    misread("shared", lambda layers: layers[2]["inbound_nodes"].append([["logits", 0, 0, {}]]))
    misread("keras3", lambda layers: None, version=b"3.4.1")


def misread(name, change, version=b"2.4.0"):
    """What DL4J's import would read as something else."""
    m = Model(name, False, 6, 6)
    m.conv("conv1", 3, 3)
    m.global_pool("GlobalAveragePooling2D", "pool")
    m.dense("logits", 3)
    change(m.layers)
    m.save()
    with h5py.File(name + ".h5", "a") as file:
        file.attrs["keras_version"] = version


if __name__ == "__main__":
    sequential()
    residual()
    strided()
    depthwise_separable()
    refused()
