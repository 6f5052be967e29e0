#!/usr/bin/env python3
"""Trains DeCNN networks in PyTorch, several side by side, and writes them back as ONNX.

    train.py NETWORK.onnx... --data DATA --out TRAINED.onnx...
    torchrun --nproc_per_node 8 train.py NETWORK.onnx --data PACKED --out TRAINED.onnx

DATA is a folder of CIFAR-10's files, or of what pictures.py packed. The networks see the same pictures in the same order. On a GPU a step is recorded once and
replayed; with torchrun each process has one GPU and a share of the pictures and of each batch. A training that was cut off goes on when the
same command is given again. Needs torch, onnx and numpy, nothing of DeCNN but graph.py and pictures.py beside it.
"""
import argparse
import contextlib
import csv
import math
import os
import time

import numpy
import torch
import torch.distributed as processes
import torch.nn.functional as functional

import pictures
from graph import PREPROCESSING, Graph, Scaled, in_bfloat16, merge_groups

# What a checkpoint may differ in from the command that takes it up.
FREE = ("threads", "minutes", "answers", "test_every", "save_every", "check")


class Recorded:
    """A function of tensors whose shapes stay: on a GPU recorded as a CUDA graph, elsewhere called as it is."""

    def __init__(self, function, *inputs):
        self.function, self.graph, self.taken = function, None, None
        if not inputs[0].is_cuda:
            return
        self.inputs = [x.clone() for x in inputs]
        self.taken = torch.cuda.Event()
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):  # kernels are chosen, memory is found
                function(*self.inputs)
        stream.synchronize()
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph, stream=stream):
            self.outputs = function(*self.inputs)

    def __call__(self, *inputs):
        if self.graph is None:
            return self.function(*inputs)
        for mine, given in zip(self.inputs, inputs):
            mine.copy_(given)
        self.taken.record()  # from here on the givers may change what they gave
        self.graph.replay()
        return self.outputs


class Trainee:
    """A network, its momenta, and a step of its training. All its weights lie in one row of numbers, so that an update is a few kernels."""

    def __init__(self, network, options, batch):
        self.network, self.options = network, options
        self.half = options.precision == "bfloat16"
        named = list(network.graph.named_parameters())
        self.parameters = [p for _, p in named]
        self.weights = torch.cat([p.detach().reshape(-1) for p in self.parameters])
        at = 0
        for p in self.parameters:
            p.data = self.weights[at:at + p.numel()].view(p.shape)
            at += p.numel()
        pulled = [torch.full((p.numel(),), options.weight_decay if name in network.graph.decayed else 0.0) for name, p in named]
        self.decay = torch.cat(pulled).to(self.weights.device)
        self.momenta, self.gradient = torch.zeros_like(self.weights), torch.zeros_like(self.weights)
        self.rate, self.loss, self.correct = (torch.zeros((), device=self.weights.device) for _ in range(3))
        self.statistics = [b for b in network.graph.buffers() if b.is_floating_point()]
        self.stream = torch.cuda.Stream() if self.weights.is_cuda else None
        self.network.train()
        before = {name: value.clone() for name, value in self.state().items()}
        self.learn, self.update = Recorded(self.take_gradient, *batch), Recorded(self.take_step, self.rate)
        self.set_state(before)

    def state(self):
        return {"weights": self.weights, "momenta": self.momenta, "loss": self.loss, "correct": self.correct,
                **{f"statistic {n}": b for n, b in enumerate(self.statistics)}}

    def set_state(self, other):
        for name, value in self.state().items():
            value.copy_(other[name])

    def take_gradient(self, pixels, targets, taught=None):
        with in_bfloat16(pixels.device, self.half):
            logits = self.network(pixels)
        loss = functional.cross_entropy(logits, targets)
        if taught is not None:
            heat, part = self.options.temperature, self.options.teacher_part
            distilled = functional.cross_entropy(logits / heat, functional.softmax(taught / heat, 1))
            loss = (1 - part) * loss + part * heat ** 2 * distilled
        gradients = torch.autograd.grad(loss, self.parameters)
        with torch.no_grad():
            self.gradient.copy_(torch.cat([g.reshape(-1) for g in gradients]))
            self.loss += loss
            self.correct += (logits.argmax(1) == targets.argmax(1)).sum()

    @torch.no_grad()
    def take_step(self, rate):
        pull = self.gradient + self.decay * self.weights
        self.momenta.mul_(self.options.momentum).add_(pull)
        self.weights.sub_(rate * (pull + self.options.momentum * self.momenta if self.options.nesterov else self.momenta))

    def step(self, rate, pixels, targets, *taught):
        if self.stream:
            self.stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self.stream) if self.stream else contextlib.nullcontext():
            self.learn(pixels, targets, *taught)
            together(self.gradient)
            self.update(self.rate.fill_(rate))

    @torch.no_grad()
    def answers(self, test, size):
        """The class that the network names for each picture of this process's share."""
        for b in self.statistics:
            together(b)
        self.network.eval()
        named = [self.network(test.middles(i, 500, size)[0]).argmax(1) for i in range(0, len(test), 500)]
        self.network.train()
        return torch.cat(named)


def together(values):
    """Makes of what each process has the mean."""
    if processes.is_initialized():
        processes.all_reduce(values)
        values /= processes.get_world_size()


def sum_of(number):
    """Over all processes."""
    if not processes.is_initialized():
        return number
    total = torch.tensor(float(number), device="cuda" if processes.get_backend() == "nccl" else "cpu")
    processes.all_reduce(total)
    return total.item()


class Course:
    """Which pictures come when, and how they are changed: a function of seed, epoch and process, not of what went before."""

    def __init__(self, options, training, size, share):
        self.options, self.training, self.size, self.share = options, training, size, share
        self.batch = options.batch // share[1]
        self.steps = len(training) // self.batch
        self.pad = options.pad if options.pad is not None else size // 8 if training.side == size else None
        if training.side < size:
            raise SystemExit(f"the pictures have {training.side} pixels a side, the network takes {size}: pack them with --side {size} or more")
        if self.steps == 0:
            raise SystemExit(f"{len(training)} pictures for each process are fewer than its part of a batch of {options.batch}: give a smaller --batch")

    def epoch(self, epoch):
        """The batches of an epoch, from 0: pixels and what is to be answered, as probabilities."""
        seed = (self.options.seed * 1_000_003 + epoch) * 1009 + self.share[0]
        order = torch.randperm(len(self.training), generator=torch.Generator().manual_seed(seed)).to(self.training.labels.device)
        chance = torch.Generator(self.training.device)
        chance.manual_seed(seed)
        mixed = numpy.random.default_rng(seed)
        for step in range(self.steps):
            yield self.changed(order[step * self.batch:(step + 1) * self.batch], chance, mixed)

    def changed(self, chosen, chance, mixed):
        pixels, labels = self.training.batch(chosen)
        if self.pad is None:
            pixels = pictures.zoomed(pixels, self.size, self.options.least_area, chance)
        else:
            pixels = pictures.shifted(pixels, self.size, self.pad, chance)
        smoothing, classes = self.options.label_smoothing, len(self.training.classes)
        targets = functional.one_hot(labels, classes).float() * (1 - smoothing) + smoothing / classes
        if self.options.mixup:
            part = mixed.beta(self.options.mixup, self.options.mixup)
            pixels, targets = (part * x + (1 - part) * x.roll(1, 0) for x in (pixels, targets))
        return pixels, targets


def rate(options, progress):
    """One cycle, as `decnn train` has it."""
    start, end = options.rate / 25, options.rate / 25e4

    def between(a, b, part):
        return b + (a - b) * (1 + math.cos(math.pi * part)) / 2

    if progress < options.warm_up:
        return between(start, options.rate, progress / options.warm_up)
    return between(options.rate, end, (progress - options.warm_up) / (1 - options.warm_up))


class Training:
    """The networks, their teacher, and where they stand."""

    def __init__(self, options, device, share):
        self.options, self.device, self.share, self.first = options, device, share, share[0] == 0
        networks = [self.load(file, options.draw) for file in options.network]
        self.size = input_size(networks[0].graph)
        if any(input_size(n.graph) != self.size for n in networks):
            raise SystemExit("the networks take pictures of different sizes: train them apart")
        self.test = pictures.Pictures(options.data, "test", device, share)
        self.course = Course(options, pictures.Pictures(options.data, "train", device, share), self.size, share)
        batch = next(self.course.epoch(0))
        self.teacher = None
        if options.teacher:
            teacher = self.load(options.teacher).eval()
            self.tuned(teacher, batch[0])
            self.teacher = Recorded(lambda pixels: self.taught(teacher, pixels), batch[0])
            batch = (*batch, self.teacher(batch[0]))
        for network in networks:
            self.tuned(network, batch[0])
        self.trainees = [Trainee(network, options, batch) for network in networks]
        self.epochs, self.history = options.epochs, []

    def load(self, file, draw=None):
        graph = Graph(file)
        if draw is not None:
            graph.draw(draw)
        said = graph.note(PREPROCESSING) or {"scale": 1 / 255, "mean": self.options.mean, "std": self.options.std}
        if not said["mean"]:
            raise SystemExit(f"{file} does not say how pixels are normalised: give --mean and --std")
        return Scaled(graph, said).to(self.device)

    def tuned(self, network, pixels):
        if pixels.is_cuda:
            merge_groups(network, pixels, self.options.precision == "bfloat16")

    @torch.no_grad()
    def taught(self, teacher, pixels):
        with in_bfloat16(pixels.device, self.options.precision == "bfloat16"):
            return teacher(pixels)

    def pace(self):
        """Seconds of an epoch and its test, from a few steps that are taken back."""
        before = [{name: value.clone() for name, value in t.state().items()} for t in self.trainees]
        steps = min(10, self.course.steps)
        self.synchronise()
        began = time.time()
        for _, batch in zip(range(steps), self.course.epoch(0)):
            self.step(0.0, batch)
        self.synchronise()
        step = (time.time() - began) / steps
        began = time.time()
        for trainee in self.trainees:
            trainee.answers(self.test, self.size)
        self.synchronise()
        for trainee, state in zip(self.trainees, before):
            trainee.set_state(state)
        return step * self.course.steps + (time.time() - began) / self.options.test_every

    def fit(self, minutes):
        """Takes so many epochs as there is time for."""
        pace = sum_of(self.pace()) / self.share[1]
        self.epochs = min(self.options.epochs, max(1, int(minutes * 60 / pace / 1.05)))
        self.say(f"{pace:.2f} s an epoch: {self.epochs} epochs of {self.options.epochs} in {minutes:g} minutes")

    def step(self, now, batch):
        taught = [self.teacher(batch[0])] if self.teacher else []
        for trainee in self.trainees:
            trainee.step(now, *batch, *taught)
        for trainee in self.trainees:
            if trainee.learn.taken:
                torch.cuda.current_stream().wait_event(trainee.learn.taken)

    def run(self):
        saved = time.time()
        while len(self.history) < self.epochs:
            epoch, began = len(self.history), time.time()
            for trainee in self.trainees:
                trainee.loss.zero_()
                trainee.correct.zero_()
            for number, batch in enumerate(self.course.epoch(epoch)):
                now = rate(self.options, (epoch + number / self.course.steps) / self.epochs)
                self.step(now, batch)
            self.synchronise()
            last = epoch + 1 == self.epochs
            tested = last or (epoch + 1) % self.options.test_every == 0
            rights = [sum_of(self.right(t)) / self.test.total if tested else None for t in self.trainees]
            seen = self.course.steps * self.course.batch * self.share[1]
            self.history.append([epoch + 1, now, [(sum_of(t.loss.item()) / self.share[1] / self.course.steps, sum_of(t.correct.item()) / seen, right)
                                                  for t, right in zip(self.trainees, rights)], time.time() - began])
            self.report()
            if self.first and (last or time.time() - saved > self.options.save_every):
                self.save()
                saved = time.time()

    def right(self, trainee):
        return (trainee.answers(self.test, self.size) == self.test.labels).sum().item()

    def synchronise(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def say(self, line):
        if self.first:
            print(line, flush=True)

    def report(self):
        epoch, now, all_of_them, seconds = self.history[-1]
        told = "; ".join(f"{os.path.basename(out)} loss {loss:.4f}, as learned {100 * learned:.2f} %" + ("" if right is None else f", test {100 * right:.2f} %")
                         for out, (loss, learned, right) in zip(self.options.out, all_of_them))
        self.say(f"epoch {epoch} of {self.epochs}: rate {now:.6f}, {seconds:.1f} s: {told}")
        for index, out in enumerate(self.options.out if self.first else []):
            with open(os.path.splitext(out)[0] + ".csv", "w", newline="", encoding="utf-8") as file:
                rows = csv.writer(file, lineterminator="\n")
                rows.writerow(["epoch", "rate", "loss", "train_accuracy", "test_accuracy", "seconds"])
                for number, then, every, took in self.history:
                    loss, learned, right = every[index]
                    rows.writerow([number, f"{then:.6f}", f"{loss:.4f}", f"{100 * learned:.2f}", "" if right is None else f"{100 * right:.2f}", f"{took:.1f}"])

    def recipe(self):
        return {name: value for name, value in vars(self.options).items() if name not in FREE}

    @property
    def checkpoint(self):
        return os.path.splitext(self.options.out[0])[0] + ".pt"

    def save(self):
        torch.save({"recipe": self.recipe(), "epochs": self.epochs, "history": self.history, "trainees": [t.state() for t in self.trainees]},
                   self.checkpoint + ".part")
        os.replace(self.checkpoint + ".part", self.checkpoint)

    def take_up(self):
        """Goes on from a checkpoint; whether there is one."""
        if not os.path.exists(self.checkpoint):
            return False
        saved = torch.load(self.checkpoint, map_location=self.device)
        other = [name for name, value in self.recipe().items() if saved["recipe"].get(name) != value]
        if other:
            raise SystemExit(f"{self.checkpoint} is of a training with another {', '.join(other)}: remove it, or give the same options")
        for trainee, state in zip(self.trainees, saved["trainees"]):
            trainee.set_state(state)
        self.epochs, self.history = saved["epochs"], saved["history"]
        self.say(f"going on after epoch {len(self.history)}")
        return True

    def write(self):
        for trainee, out in zip(self.trainees, self.options.out):
            if self.options.answers and self.share[1] == 1:
                numpy.save(os.path.splitext(out)[0] + ".answers.npy", trainee.answers(self.test, self.size).cpu().numpy())
            if self.first:
                trainee.network.graph.write(out, self.test.classes)
        if self.first and os.path.exists(self.checkpoint):
            os.remove(self.checkpoint)


def input_size(graph):
    said = graph.note(PREPROCESSING)
    shape = next(i for i in graph.model.graph.input if i.name == graph.input).type.tensor_type.shape.dim
    return said["width"] if said else shape[3].dim_value


def numbers(text):
    return [float(x) for x in text.split(",")]


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", nargs="+")
    parser.add_argument("--data", required=True, help="CIFAR-10's files, or what pictures.py packed")
    parser.add_argument("--out", required=True, nargs="+", help="a file for each network")
    parser.add_argument("--teacher", help="a network that all learn from")
    parser.add_argument("--mean", type=numbers, help="of files that say nothing")
    parser.add_argument("--std", type=numbers)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--minutes", type=float, help="fewer epochs, if no more fit into these after the start")
    parser.add_argument("--batch", type=int, default=128, help="of all processes together")
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--warm-up", type=float, default=0.25, help="part of the training in which the rate rises")
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--no-nesterov", dest="nesterov", action="store_false")
    parser.add_argument("--weight-decay", type=float, default=5e-4)
    parser.add_argument("--label-smoothing", type=float, default=0.05)
    parser.add_argument("--mixup", type=float, default=0, help="alpha (Zhang et al. 2017); 0.2 is usual")
    parser.add_argument("--teacher-part", type=float, default=0.9)
    parser.add_argument("--temperature", type=float, default=4)
    parser.add_argument("--pad", type=int, help="border of random crops; default an eighth of the side")
    parser.add_argument("--least-area", type=float, default=0.08, help="of a picture larger than the input, what a random crop has at least")
    parser.add_argument("--seed", type=int, default=1, help="of order, crops and mirroring")
    parser.add_argument("--draw", type=int, metavar="SEED", help="draw the networks' weights anew, as decnn new does")
    parser.add_argument("--precision", choices=["bfloat16", "float32"], default="bfloat16")
    parser.add_argument("--test-every", type=int, default=1, help="epochs")
    parser.add_argument("--save-every", type=float, default=60, help="seconds at least between two checkpoints")
    parser.add_argument("--answers", action="store_true", help="also write the class named for each test picture, TRAINED.answers.npy")
    parser.add_argument("--check", action="store_true", help="only say how long an epoch takes")
    parser.add_argument("--threads", type=int)
    options = parser.parse_args()
    if len(options.network) != len(options.out):
        parser.error(f"{len(options.network)} networks, but {len(options.out)} files to write: give --out one for each")
    return options


def main():
    options = parsed()
    if options.threads:
        torch.set_num_threads(options.threads)
    share = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cuda":
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", 0)))
        device = torch.device("cuda", torch.cuda.current_device())
        torch.backends.cudnn.benchmark = True
    if share[1] > 1:
        processes.init_process_group("nccl" if device.type == "cuda" else "gloo")
    training = Training(options, device, share)
    if options.check:
        training.say(f"{sum_of(training.pace()) / share[1]:.1f} s an epoch")
        return
    if not training.take_up() and options.minutes:
        training.fit(options.minutes)
    training.run()
    training.write()


if __name__ == "__main__":
    main()
