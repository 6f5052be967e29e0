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


class Graph(torch.nn.Module):
    """An ONNX graph of a CNN, with its initializers as parameters."""

    def __init__(self, file):
        super().__init__()
        self.model = onnx.load(file)
        graph = self.model.graph
        self.nodes = list(graph.node)
        self.input = next(i.name for i in graph.input if i.name not in {t.name for t in graph.initializer})
        self.output = graph.output[0].name
        self.learned, self.running, self.constants = {}, {}, {}
        running = {name for node in self.nodes if node.op_type == "BatchNormalization" for name in node.input[3:5]}
        for tensor in graph.initializer:
            value = torch.from_numpy(numpy_helper.to_array(tensor).copy())
            key = tensor.name.replace(".", "__")
            if not value.is_floating_point():
                self.constants[tensor.name] = value.tolist()
            elif tensor.name in running:
                self.register_buffer(key, value)
                self.running[tensor.name] = key
            else:
                self.register_parameter(key, torch.nn.Parameter(value))
                self.learned[tensor.name] = key

    def preprocessing(self):
        said = {p.key: p.value for p in self.model.metadata_props}
        return json.loads(said[PREPROCESSING]) if PREPROCESSING in said else None

    def forward(self, x):
        tensors = {self.input: x}

        def value(name):
            return tensors[name] if name in tensors else getattr(self, self.learned.get(name) or self.running[name])

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
        if node.op_type == "Identity":
            return x
        if node.op_type == "Relu":
            return functional.relu(x)
        if node.op_type == "Add":
            return x + value(node.input[1])
        if node.op_type == "MaxPool":
            return functional.max_pool2d(x, said["kernel_shape"], said.get("strides"), said.get("pads", [0, 0])[:2])
        if node.op_type == "GlobalAveragePool":
            return x.mean((2, 3), keepdim=True)
        if node.op_type == "Flatten":
            return x.flatten(1)
        if node.op_type == "Reshape":
            return x.reshape(-1, *self.constants[node.input[1]][1:])
        if node.op_type == "Gather":
            return x[:, self.constants[node.input[1]]]
        if node.op_type == "Transpose":
            return x.permute(*said["perm"])
        if node.op_type == "Gemm" and said.get("transB", 0) == 1:
            return functional.linear(x, value(node.input[1]), value(node.input[2]) if len(node.input) > 2 else None)
        raise SystemExit(f"train.py: {node.op_type} ({node.name}) is not known here: add it to Graph.run")

    def write(self, file):
        names = {**self.learned, **self.running}
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
    decayed = [p for p in student.parameters() if p.dim() > 1]
    others = [p for p in student.parameters() if p.dim() <= 1]
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
