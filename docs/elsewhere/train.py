#!/usr/bin/env python3
"""Trains a DeCNN network in PyTorch and writes it back as ONNX.

The graph stays as it is: its nodes are run by PyTorch, and its weights are put back under their own names,
so that what comes out is read by `decnn` as what went in. Needs torch, onnx and numpy; uses a GPU if there is one.
"""
import argparse
import csv
import json
import math
import os
import time

import numpy
import onnx
import torch
import torch.nn.functional as functional
from onnx import numpy_helper

PREPROCESSING = "decnn.preprocessing"

# Which inputs of a node training changes, and which of them weight decay pulls.
LEARNED = {"Conv": (1, 2), "Gemm": (1, 2), "BatchNormalization": (1, 2), "PRelu": (1,)}
DECAYED = {"Conv": 1, "Gemm": 1}

# Each operator of one input, with its attributes.
CURVES = {
    "Relu": lambda x, said: functional.relu(x),
    "Sigmoid": lambda x, said: torch.sigmoid(x),
    "HardSigmoid": lambda x, said: (x * said.get("alpha", 0.2) + said.get("beta", 0.5)).clamp(0, 1),
    "Tanh": lambda x, said: torch.tanh(x),
    "LeakyRelu": lambda x, said: functional.leaky_relu(x, said.get("alpha", 0.01)),
    "Elu": lambda x, said: functional.elu(x, said.get("alpha", 1.0)),
    "Selu": lambda x, said: said.get("gamma", 1.0507010) * functional.elu(x, said.get("alpha", 1.6732632)),
    "Celu": lambda x, said: functional.celu(x, said.get("alpha", 1.0)),
    "Softplus": lambda x, said: functional.softplus(x),
    "Softsign": lambda x, said: functional.softsign(x),
    "ThresholdedRelu": lambda x, said: functional.threshold(x, said.get("alpha", 1.0), 0.0),
    "Erf": lambda x, said: torch.erf(x),
    "Exp": lambda x, said: torch.exp(x),
    "Log": lambda x, said: torch.log(x),
    "Sqrt": lambda x, said: torch.sqrt(x),
    "Abs": lambda x, said: torch.abs(x),
    "Neg": lambda x, said: -x,
    "Reciprocal": lambda x, said: torch.reciprocal(x),
    "Softmax": lambda x, said: functional.softmax(x, said.get("axis", -1)),
    "LogSoftmax": lambda x, said: functional.log_softmax(x, said.get("axis", -1)),
    "GlobalAveragePool": lambda x, said: x.mean((2, 3), keepdim=True),
    "GlobalMaxPool": lambda x, said: x.amax((2, 3), keepdim=True),
    "Flatten": lambda x, said: x.flatten(1),
    "Identity": lambda x, said: x,
}

# Operators of several inputs, taken two at a time.
JOINS = {
    "Add": torch.add, "Sum": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div, "Pow": torch.pow,
    "Max": torch.maximum, "Min": torch.minimum,
}

REDUCTIONS = {
    "ReduceMean": lambda x, axes: x.mean(axes, keepdim=True),
    "ReduceSum": lambda x, axes: x.sum(axes, keepdim=True),
    "ReduceMax": lambda x, axes: x.amax(axes, keepdim=True),
    "ReduceMin": lambda x, axes: x.amin(axes, keepdim=True),
    "ReduceL2": lambda x, axes: torch.linalg.vector_norm(x, dim=axes, keepdim=True),
}


class Graph(torch.nn.Module):
    """An ONNX graph of a CNN, with the weights among its initializers as parameters."""

    def __init__(self, file):
        super().__init__()
        self.model = onnx.load(file)
        graph = self.model.graph
        self.nodes = list(graph.node)
        self.input = next(i.name for i in graph.input if i.name not in {t.name for t in graph.initializer})
        self.output = graph.output[0].name
        self.learned, self.fixed, self.constants, self.decayed = {}, {}, {}, set()
        learned = {name for node in self.nodes for name in self.weights(node)}
        decayed = {node.input[DECAYED[node.op_type]] for node in self.nodes if node.op_type in DECAYED}
        for tensor in graph.initializer:
            value = torch.from_numpy(numpy_helper.to_array(tensor).copy())
            key = tensor.name.replace(".", "__")
            if not value.is_floating_point():
                self.constants[tensor.name] = value.tolist()
            elif tensor.name in learned:
                self.register_parameter(key, torch.nn.Parameter(value))
                self.learned[tensor.name] = key
                if tensor.name in decayed:
                    self.decayed.add(key)
            else:  # running statistics, which move, and constants, which do not
                self.register_buffer(key, value)
                self.fixed[tensor.name] = key

    @staticmethod
    def weights(node):
        """The initializers that a node learns: of Mul and Add those by whose names layer and group norm end."""
        if node.op_type in LEARNED:
            return [node.input[i] for i in LEARNED[node.op_type] if i < len(node.input)]
        if node.op_type == "Mul":
            return [name for name in node.input if name.endswith(".weight")]
        if node.op_type == "Add":
            return [name for name in node.input if name.endswith(".bias")]
        return []

    def preprocessing(self):
        said = {p.key: p.value for p in self.model.metadata_props}
        return json.loads(said[PREPROCESSING]) if PREPROCESSING in said else None

    def forward(self, x):
        tensors = {self.input: x}

        def value(name):
            return tensors[name] if name in tensors else getattr(self, self.learned.get(name) or self.fixed[name])

        for node in self.nodes:
            tensors[node.output[0]] = self.run(node, value)
        return tensors[self.output]

    def run(self, node, value):
        said = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        x = value(node.input[0])
        if node.op_type == "Conv":
            pads = said.get("pads", [0, 0, 0, 0])
            if pads[:2] != pads[2:]:
                x, pads = functional.pad(x, (pads[1], pads[3], pads[0], pads[2])), [0, 0]
            bias = value(node.input[2]) if len(node.input) > 2 else None
            return functional.conv2d(x, value(node.input[1]), bias, said.get("strides", [1, 1]), pads[:2],
                                     said.get("dilations", [1, 1]), said.get("group", 1))
        if node.op_type == "BatchNormalization":
            gamma, beta, mean, variance = (value(name) for name in node.input[1:5])
            return functional.batch_norm(x, mean, variance, gamma, beta, self.training, 0.1, said.get("epsilon", 1e-5))
        if node.op_type in CURVES:
            return CURVES[node.op_type](x, said)
        if node.op_type in JOINS:
            for name in node.input[1:]:
                x = JOINS[node.op_type](x, value(name))
            return x
        if node.op_type in REDUCTIONS:
            axes = self.constants[node.input[1]] if len(node.input) > 1 else said["axes"]
            return REDUCTIONS[node.op_type](x, tuple(axes))
        if node.op_type == "Clip":
            return torch.minimum(torch.maximum(x, value(node.input[1])), value(node.input[2]))
        if node.op_type == "PRelu":
            return functional.relu(x) - value(node.input[1]) * functional.relu(-x)
        if node.op_type == "InstanceNormalization":
            scale, bias = (value(name) for name in node.input[1:3])
            return functional.instance_norm(x, weight=scale, bias=bias, eps=said.get("epsilon", 1e-5))
        if node.op_type == "LRN":
            return functional.local_response_norm(
                x, said["size"], said.get("alpha", 1e-4), said.get("beta", 0.75), said.get("bias", 1.0))
        if node.op_type in ("MaxPool", "AveragePool"):
            return self.pool(node, x, said)
        if node.op_type == "Concat":
            return torch.cat([value(name) for name in node.input], said["axis"])
        if node.op_type == "Slice":
            starts, ends, axes = (self.constants[name] for name in node.input[1:4])
            steps = self.constants[node.input[4]] if len(node.input) > 4 else [1] * len(starts)
            for start, end, axis, step in zip(starts, ends, axes, steps):
                x = x[(slice(None),) * axis + (slice(start, end, step),)]
            return x
        if node.op_type == "Pad":
            return self.pad(x, self.constants[node.input[1]], said.get("mode", b"constant").decode(),
                            value(node.input[2]).item() if len(node.input) > 2 else 0)
        if node.op_type == "Reshape":
            return x.reshape(-1, *self.constants[node.input[1]][1:])
        if node.op_type == "Gather":
            return x[:, self.constants[node.input[1]]]
        if node.op_type == "Transpose":
            return x.permute(*said["perm"])
        if node.op_type == "Gemm" and said.get("transB", 0) == 1:
            return functional.linear(x, value(node.input[1]), value(node.input[2]) if len(node.input) > 2 else None)
        raise SystemExit(f"train.py: {node.op_type} ({node.name}) is not known here: add it to Graph.run")

    def pool(self, node, x, said):
        kernel, strides = said["kernel_shape"], said.get("strides", [1, 1])
        top, left, bottom, right = said.get("pads", [0, 0, 0, 0])
        if said.get("ceil_mode", 0):
            raise SystemExit(f"train.py: {node.op_type} ({node.name}) has ceil_mode: what decnn writes has none")
        sides = (left, right, top, bottom)
        if node.op_type == "MaxPool":
            x = functional.pad(x, sides, value=-math.inf)
            return functional.max_pool2d(x, kernel, strides, dilation=said.get("dilations", [1, 1]))
        sums = functional.avg_pool2d(functional.pad(x, sides), kernel, strides)
        if said.get("count_include_pad", 0):
            return sums
        return sums / functional.avg_pool2d(functional.pad(torch.ones_like(x[:1, :1]), sides), kernel, strides)

    @staticmethod
    def pad(x, pads, mode, constant):
        """ONNX names all begins, then all ends; PyTorch the last axis first."""
        axes = len(pads) // 2
        sides = [side for axis in reversed(range(axes)) for side in (pads[axis], pads[axes + axis])]
        if mode == "constant":
            return functional.pad(x, sides, value=constant)
        return functional.pad(x, sides[:4], mode={"reflect": "reflect", "edge": "replicate"}[mode])

    def write(self, file):
        names = {**self.learned, **self.fixed}
        for tensor in self.model.graph.initializer:
            if tensor.name in names:
                now = getattr(self, names[tensor.name]).detach().float().cpu().numpy()
                tensor.CopyFrom(numpy_helper.from_array(now, tensor.name))
        onnx.save(self.model, file + ".part")
        os.replace(file + ".part", file)


class Scaled(torch.nn.Module):
    """Takes 8-bit pixels: (value * scale - mean) / std, then the graph."""

    def __init__(self, graph, said):
        super().__init__()
        self.graph = graph
        mean, std = torch.tensor(said["mean"]), torch.tensor(said["std"])
        self.register_buffer("factor", (said["scale"] / std).float().view(1, -1, 1, 1))
        self.register_buffer("shift", (-mean / std).float().view(1, -1, 1, 1))

    def forward(self, pixels):
        x = pixels.float() * self.factor + self.shift
        return self.graph(x.contiguous(memory_format=torch.channels_last)).float()


def cifar(file, device):
    records = torch.from_numpy(numpy.fromfile(file, dtype=numpy.uint8).reshape(-1, 3073))
    return records[:, 1:].reshape(-1, 3, 32, 32).contiguous().to(device), records[:, 0].long().to(device)


def changed(pixels, pad, generator):
    """Random crop of the padded picture, and mirroring."""
    count, _, height, width = pixels.shape
    padded = functional.pad(pixels, (pad, pad, pad, pad))
    down, right = (torch.randint(0, 2 * pad + 1, (count, 1, 1), generator=generator) for _ in range(2))
    mirrored = torch.rand((count, 1, 1), generator=generator) < 0.5
    rows = down + torch.arange(height).view(1, -1, 1)
    columns = torch.arange(width).view(1, 1, -1)
    columns = right + torch.where(mirrored, width - 1 - columns, columns)
    which = torch.arange(count).view(-1, 1, 1).to(pixels.device)
    return padded[which, :, rows.to(pixels.device), columns.to(pixels.device)].permute(0, 3, 1, 2).contiguous()


def rate(options, progress):
    """One cycle, as `decnn train` has it."""
    start, end = options.rate / 25, options.rate / 25e4

    def between(a, b, part):
        return b + (a - b) * (1 + math.cos(math.pi * part)) / 2

    if progress < options.warm_up:
        return between(start, options.rate, progress / options.warm_up)
    return between(options.rate, end, (progress - options.warm_up) / (1 - options.warm_up))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network")
    parser.add_argument("--data", required=True, help="folder with CIFAR-10's train.bin and test.bin")
    parser.add_argument("--out", required=True)
    parser.add_argument("--teacher")
    parser.add_argument("--mean", type=lambda s: [float(x) for x in s.split(",")], help="of a file that says nothing")
    parser.add_argument("--std", type=lambda s: [float(x) for x in s.split(",")])
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--warm-up", type=float, default=0.25)
    parser.add_argument("--weight-decay", type=float, default=5e-4)
    parser.add_argument("--label-smoothing", type=float, default=0.05)
    parser.add_argument("--teacher-part", type=float, default=0.9)
    parser.add_argument("--temperature", type=float, default=4)
    parser.add_argument("--pad", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int)
    options = parser.parse_args()

    if options.threads:
        torch.set_num_threads(options.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)

    def load(file):
        graph = Graph(file)
        said = graph.preprocessing() or {"scale": 1 / 255, "mean": options.mean, "std": options.std}
        if not said["mean"]:
            raise SystemExit(f"train.py: {file} does not say how pixels are normalised: give --mean and --std")
        return Scaled(graph, said).to(device).to(memory_format=torch.channels_last)

    student = load(options.network)
    teacher = load(options.teacher).eval() if options.teacher else None
    pixels, labels = cifar(os.path.join(options.data, "train.bin"), device)
    test_pixels, test_labels = cifar(os.path.join(options.data, "test.bin"), device)
    decayed = [p for name, p in student.graph.named_parameters() if name in student.graph.decayed]
    others = [p for name, p in student.graph.named_parameters() if name not in student.graph.decayed]
    descent = torch.optim.SGD(
        [{"params": decayed, "weight_decay": options.weight_decay}, {"params": others}], options.rate, momentum=0.9)
    steps = len(pixels) // options.batch
    stem, _ = os.path.splitext(options.out)
    checkpoint, history = stem + ".pt", []
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint)
        student.load_state_dict(saved["student"])
        descent.load_state_dict(saved["descent"])
        generator.set_state(saved["generator"])
        history = saved["history"]
        print(f"going on after epoch {len(history)}", flush=True)

    for epoch in range(len(history), options.epochs):
        began, losses, correct = time.time(), 0.0, 0
        student.train()
        order = torch.randperm(len(pixels), generator=generator)
        for step in range(steps):
            for group in descent.param_groups:
                group["lr"] = rate(options, (epoch + step / steps) / options.epochs)
            chosen = order[step * options.batch:(step + 1) * options.batch].to(device)
            batch, truth = changed(pixels[chosen], options.pad, generator), labels[chosen]
            with torch.autocast(device, dtype=torch.bfloat16):
                logits = student(batch)
                with torch.no_grad():
                    taught = teacher(batch) if teacher else None
            loss = functional.cross_entropy(logits, truth, label_smoothing=options.label_smoothing)
            if teacher:
                softened = functional.softmax(taught / options.temperature, 1)
                distilled = functional.cross_entropy(logits / options.temperature, softened)
                loss = (1 - options.teacher_part) * loss \
                    + options.teacher_part * options.temperature ** 2 * distilled
            descent.zero_grad(set_to_none=True)
            loss.backward()
            descent.step()
            losses += loss.item()
            correct += (logits.argmax(1) == truth).sum().item()
        student.eval()
        with torch.no_grad():
            right = sum((student(test_pixels[i:i + 500]).argmax(1) == test_labels[i:i + 500]).sum().item()
                        for i in range(0, len(test_pixels), 500))
        history.append([epoch + 1, descent.param_groups[0]["lr"], losses / steps, 100 * correct / steps / options.batch,
                        100 * right / len(test_pixels), time.time() - began])
        print("epoch %d: rate %.6f, loss %.4f, as learned %.2f %%, test %.2f %%, %.0f s" % tuple(history[-1]), flush=True)
        torch.save({"student": student.state_dict(), "descent": descent.state_dict(),
                    "generator": generator.get_state(), "history": history}, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)
        with open(stem + ".csv", "w", newline="") as log:
            rows = csv.writer(log, lineterminator="\n")
            rows.writerow(["epoch", "rate", "loss", "train_accuracy", "test_accuracy", "seconds"])
            rows.writerows([n, f"{r:.6f}", f"{l:.4f}", f"{a:.2f}", f"{t:.2f}", f"{s:.1f}"] for n, r, l, a, t, s in history)
    student.graph.write(options.out)
    os.remove(checkpoint)


if __name__ == "__main__":
    main()
