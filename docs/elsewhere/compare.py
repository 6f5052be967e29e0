#!/usr/bin/env python3
"""Compares trainings of several seeds by what they answered.

    compare.py DATA OUT.md NAME=FOLDER/NAME-{}.answers.npy...

{} stands for the seed. For each name: the accuracy on the test pictures, its mean, least and most over the seeds that are there, and against the first name
McNemar's test of all pictures of all seeds that both have. The same pictures are asked by each seed, so p says how far these pictures and these
seeds can be trusted together, and is a little too small: see whether the seeds agree. Needs numpy.
"""
import glob
import math
import os
import sys

import numpy

import pictures


def rights(pattern, labels):
    """For each seed, which pictures were answered rightly."""
    before, after = pattern.split("{}") if "{}" in pattern else (pattern, None)
    if after is None:
        return {"1": numpy.load(pattern) == labels} if os.path.exists(pattern) else {}
    return {file[len(before):len(file) - len(after)]: numpy.load(file) == labels for file in sorted(glob.glob(before + "*" + after))}


def mcnemar(one, other):
    """Two-sided, exact up to 25 disagreements, beyond by chi-square with continuity correction, as `decnn evaluate` has it."""
    count = one + other
    if count == 0:
        return 1.0
    if count <= 25:
        return min(1.0, 2 * sum(math.comb(count, k) for k in range(min(one, other) + 1)) / 2 ** count)
    return math.erfc(math.sqrt((max(0, abs(one - other) - 1) ** 2 / count) / 2))


def table(networks):
    lines = ["| network | seeds | top-1, mean (least–most) | against the first, mean (least–most) | only the first right, only this one | p (McNemar) |", "|---|---|---|---|---|---|"]
    first = None
    for name, answers in networks.items():
        if not answers:
            continue
        shares = [100 * right.mean() for right in answers.values()]
        cells = [name, str(len(shares)), f"{numpy.mean(shares):.2f} % ({min(shares):.2f}–{max(shares):.2f})"]
        both = sorted(set(answers) & set(first or {}))
        if both:
            gains = [100 * (answers[seed].mean() - first[seed].mean()) for seed in both]
            only_first = sum(int((first[seed] & ~answers[seed]).sum()) for seed in both)
            only_this = sum(int((answers[seed] & ~first[seed]).sum()) for seed in both)
            cells += [f"{numpy.mean(gains):+.2f} ({min(gains):+.2f}–{max(gains):+.2f})", f"{only_first:,}, {only_this:,}", f"{mcnemar(only_first, only_this):.2g}"]
        else:
            cells += ["", "", ""]
        first = first or answers
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main():
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    _, labels, _ = pictures.read(sys.argv[1], "test")
    text = table({name: rights(pattern, labels) for name, pattern in (word.split("=", 1) for word in sys.argv[3:])})
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(text)
    print(text, end="")


if __name__ == "__main__":
    main()
