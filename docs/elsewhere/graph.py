"""A DeCNN network as PyTorch runs it.

The ONNX graph stays as it is: its nodes are run by PyTorch, and its weights are put back under their own names, so that what comes out is read by
`decnn` as what went in. What a graph must be for CUDA to record it: no value is read back from the device, and no constant sent there, while it runs.
"""
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
LABELS = "decnn.labels"

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


def convolution(x, weight, bias, said, merged):
    """An ONNX Conv, of which so many groups are computed as one."""
    groups, pads = said.get("group", 1), said.get("pads", [0, 0, 0, 0])
    if pads[:2] != pads[2:]:
        x, pads = functional.pad(x, (pads[1], pads[3], pads[0], pads[2])), [0, 0]
    if merged > 1:
        outputs, inputs, height, width = weight.shape
        blocks = weight.view(groups // merged, merged, outputs // groups, 1, inputs, height, width)
        diagonal = torch.eye(merged, device=weight.device, dtype=weight.dtype).view(1, merged, 1, merged, 1, 1, 1)
        weight = (blocks * diagonal).view(outputs, merged * inputs, height, width)
        groups //= merged
    if x.is_cuda:
        weight = weight.to(memory_format=torch.channels_last)
    return functional.conv2d(x, weight, bias, said.get("strides", [1, 1]), pads[:2], said.get("dilations", [1, 1]), groups)


def in_bfloat16(device, wanted):
    """Nothing is kept from one step to the next, as a recorded step keeps nothing."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=wanted, cache_enabled=False)


def merge_groups(network, pixels, half):
    """Finds for each grouped convolution of a network on a GPU how many groups are best computed as one, by trying."""
    tried = {}

    def seconds(x, weight, said, merged):
        x = x.detach().requires_grad_()
        weight = weight.detach().requires_grad_()
        for attempt in range(6):
            if attempt == 2:  # the first choose kernels
                torch.cuda.synchronize()
                began = time.perf_counter()
            with torch.enable_grad(), in_bfloat16(x.device, half):
                y = convolution(x, weight, None, said, merged)
            torch.autograd.grad(y, (x, weight), torch.ones_like(y))
        torch.cuda.synchronize()
        return time.perf_counter() - began

    def watch(node, said, x, weight):
        groups = said.get("group", 1)
        key = (tuple(x.shape), tuple(weight.shape), str(said))
        if groups > 1 and key not in tried:
            candidates = [m for m in range(1, min(groups, 16) + 1) if groups % m == 0]
            tried[key] = min(candidates, key=lambda m: seconds(x, weight, said, m))
        if groups > 1:
            network.graph.merged[node.name] = tried[key]

    training = network.training
    network.eval()  # batch norm's statistics are left alone
    with torch.no_grad(), in_bfloat16(pixels.device, half):
        network(pixels, watch)
    network.train(training)
    torch.cuda.empty_cache()


class Graph(torch.nn.Module):
    """An ONNX graph of a CNN, with the weights among its initializers as parameters.

    `merged` says of each grouped convolution how many of its groups are computed as one, by a weight that is zero between them: 1 leaves the
    groups to PyTorch, whose kernels for few wide groups are slow on GPUs; all of them make it dense. The answer is the same.
    """

    def __init__(self, file):
        super().__init__()
        self.model = onnx.load(file)
        graph = self.model.graph
        self.nodes = list(graph.node)
        self.said = [{a.name: onnx.helper.get_attribute_value(a) for a in node.attribute} for node in self.nodes]
        self.merged = {}
        self.input = next(i.name for i in graph.input if i.name not in {t.name for t in graph.initializer})
        self.output = graph.output[0].name
        self.learned, self.fixed, self.constants, self.decayed = {}, {}, {}, set()
        self.scalars, self.indices = {}, {}
        learned = {name for node in self.nodes for name in self.weights(node)}
        decayed = {node.input[DECAYED[node.op_type]] for node in self.nodes if node.op_type in DECAYED}
        for tensor in graph.initializer:
            value = torch.from_numpy(numpy_helper.to_array(tensor).copy())
            key = "tensor__" + tensor.name.replace(".", "__")
            if value.is_floating_point() and value.numel() == 1:
                self.scalars[tensor.name] = value.item()
            if not value.is_floating_point():
                self.constants[tensor.name] = value.tolist()
                self.register_buffer(key, value, persistent=False)
                self.indices[tensor.name] = key
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

    @torch.no_grad()
    def draw(self, seed):
        """Draws the weights anew, as `decnn new` does: He et al. 2015, the fan-out counted within a group; batch norm is the identity."""
        chance = torch.Generator().manual_seed(seed)

        def named(node, index):
            return getattr(self, self.learned.get(node.input[index]) or self.fixed[node.input[index]])

        for node, said in zip(self.nodes, self.said):
            if node.op_type == "Conv":
                weight = named(node, 1)
                weight.normal_(0, math.sqrt(2 * said.get("group", 1) / (weight.shape[0] * weight[0, 0].numel())), generator=chance)
            elif node.op_type == "Gemm":
                bound = 1 / math.sqrt(named(node, 1).shape[1])
                for index in range(1, len(node.input)):
                    named(node, index).uniform_(-bound, bound, generator=chance)
            elif node.op_type == "BatchNormalization":
                for index, value in ((1, 1), (2, 0), (3, 0), (4, 1)):
                    named(node, index).fill_(value)

    def note(self, key):
        """What the file says of itself under a key of its metadata, as JSON; None if nothing."""
        said = {p.key: p.value for p in self.model.metadata_props}
        return json.loads(said[key]) if key in said else None

    def forward(self, x, watch=None):
        """`watch` is called with each convolution's node, attributes, input and weight."""
        tensors = {self.input: x}

        def value(name):
            return tensors[name] if name in tensors else getattr(self, self.learned.get(name) or self.fixed[name])

        for node, said in zip(self.nodes, self.said):
            if watch and node.op_type == "Conv":
                watch(node, said, value(node.input[0]), value(node.input[1]))
            tensors[node.output[0]] = self.run(node, said, value)
        return tensors[self.output]

    def run(self, node, said, value):
        x = value(node.input[0])
        if node.op_type == "Conv":
            bias = value(node.input[2]) if len(node.input) > 2 else None
            return convolution(x, value(node.input[1]), bias, said, self.merged.get(node.name, 1))
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
                            self.scalars[node.input[2]] if len(node.input) > 2 else 0)
        if node.op_type == "Reshape":
            return x.reshape(-1, *self.constants[node.input[1]][1:])
        if node.op_type == "Gather":
            return x.index_select(1, getattr(self, self.indices[node.input[1]]))
        if node.op_type == "Transpose":
            return x.permute(*said["perm"])
        if node.op_type == "Gemm" and said.get("transB", 0) == 1:
            return functional.linear(x, value(node.input[1]), value(node.input[2]) if len(node.input) > 2 else None)
        raise SystemExit(f"{node.op_type} ({node.name}) is not known here: add it to Graph.run")

    def pool(self, node, x, said):
        kernel, strides = said["kernel_shape"], said.get("strides", [1, 1])
        top, left, bottom, right = said.get("pads", [0, 0, 0, 0])
        if said.get("ceil_mode", 0):
            raise SystemExit(f"{node.op_type} ({node.name}) has ceil_mode: what decnn writes has none")
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

    def write(self, file, labels):
        """Puts the weights back, and the classes' names unless the file has them."""
        if labels and self.note(LABELS) is None:
            self.model.metadata_props.add(key=LABELS, value=json.dumps(labels))
        names = {**self.learned, **self.fixed}
        for tensor in self.model.graph.initializer:
            if tensor.name in names:
                now = getattr(self, names[tensor.name]).detach().float().cpu().numpy()
                tensor.CopyFrom(numpy_helper.from_array(now, tensor.name))
        onnx.save(self.model, file + ".part")
        os.replace(file + ".part", file)


class Scaled(torch.nn.Module):
    """Takes RGB pixels of 0 to 255: (value * scale - mean) / std, then the graph."""

    def __init__(self, graph, said):
        super().__init__()
        self.graph = graph
        mean, std = torch.tensor(said["mean"]), torch.tensor(said["std"])
        self.register_buffer("factor", (said["scale"] / std).float().view(1, -1, 1, 1))
        self.register_buffer("shift", (-mean / std).float().view(1, -1, 1, 1))
        self.backwards = said.get("channelOrder", "RGB") == "BGR"

    def forward(self, pixels, watch=None):
        pixels = pixels.flip(1) if self.backwards else pixels
        x = pixels.float() * self.factor + self.shift
        return self.graph(x.contiguous(memory_format=torch.channels_last), watch).float()
