#!/usr/bin/env python3
"""Labelled pictures on the device that trains: read once, cropped and mirrored there.

    pictures.py DATA PACKED [--side 256]

packs a folder of class folders (train/CLASS/, val/CLASS/ or test/CLASS/) for train.py: each picture's shorter side becomes SIDE, its centre is kept, and all
lie in one file of bytes that is mapped into memory. A part that is packed stays as it is. Needs Pillow. `--webp` instead packs CIFAR-10's records
as sheets of a thousand in lossless WebP: 97 MiB.
"""
import argparse
import json
import math
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy

CIFAR10 = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
RECORDS = {"train": (["train.bin"], [f"data_batch_{n}.bin" for n in range(1, 6)]), "test": (["test.bin"], ["test_batch.bin"])}
ENDINGS = (".jpg", ".jpeg", ".jpe", ".png", ".gif", ".bmp", ".webp")
SHEET = (25, 40)


def read(data, part):
    """The pictures of a part, "train" or "test": N×3×side×side bytes, their classes, and the classes' names."""
    for names in RECORDS[part]:
        files = [os.path.join(data, name) for name in names]
        if all(os.path.exists(file) for file in files):
            records = numpy.concatenate([numpy.fromfile(file, numpy.uint8).reshape(-1, 3073) for file in files])
            return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0].astype(numpy.int64), CIFAR10
    if os.path.exists(os.path.join(data, part, "labels")):
        return sheets(os.path.join(data, part)), numpy.fromfile(os.path.join(data, part, "labels"), numpy.uint8).astype(numpy.int64), CIFAR10
    if os.path.exists(os.path.join(data, part + ".json")):
        with open(os.path.join(data, part + ".json"), encoding="utf-8") as file:
            said = json.load(file)
        pixels = numpy.load(os.path.join(data, part + ".npy"), mmap_mode="r")
        return pixels, numpy.array(said["labels"]), said["classes"]
    raise SystemExit(f"{data} has neither CIFAR-10's records nor packed pictures to {part} with: pack class folders first, pictures.py {data} PACKED")


def sheets(folder):
    from PIL import Image
    down, across = SHEET

    def one(name):
        with Image.open(os.path.join(folder, name)) as sheet:
            pixels = numpy.asarray(sheet.convert("RGB"))
        return pixels.reshape(down, 32, across, 32, 3).transpose(0, 2, 4, 1, 3).reshape(-1, 3, 32, 32)

    with ThreadPoolExecutor() as pool:
        return numpy.concatenate(list(pool.map(one, sorted(n for n in os.listdir(folder) if n.endswith(".webp")))))


def pack_sheets(data, packed):
    from PIL import Image
    down, across = SHEET
    for part in RECORDS:
        pixels, labels, _ = read(data, part)
        if len(pixels) % (down * across):
            raise SystemExit(f"{data}: {len(pixels)} pictures to {part} with do not fill sheets of {down * across}")
        os.makedirs(os.path.join(packed, part), exist_ok=True)
        for number, sheet in enumerate(pixels.reshape(-1, down, across, 3, 32, 32)):
            picture = Image.fromarray(sheet.transpose(0, 3, 1, 4, 2).reshape(down * 32, across * 32, 3))
            picture.save(os.path.join(packed, part, f"{number:02d}.webp"), lossless=True, quality=60, method=4)
        labels.astype(numpy.uint8).tofile(os.path.join(packed, part, "labels"))


def square(file, side):
    """The middle of a picture whose shorter side is `side`, 3×side×side bytes, red first."""
    from PIL import Image
    with Image.open(file) as picture:
        picture.draft("RGB", (side, side))
        picture = picture.convert("RGB")
    width, height = picture.size
    scale = side / min(width, height)
    size = max(side, round(width * scale)), max(side, round(height * scale))
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    picture = picture.resize(size, Image.BILINEAR).crop((left, top, left + side, top + side))
    return numpy.asarray(picture).transpose(2, 0, 1)


def pack_some(folder, names, side, packed, first):
    pixels = numpy.load(packed, mmap_mode="r+")
    for number, name in enumerate(names, first):
        try:
            pixels[number] = square(os.path.join(folder, name), side)
        except Exception as e:
            return f"{os.path.join(folder, name)} cannot be read ({e}): take it out of the folder"
    pixels.flush()
    return None


def listed(folder):
    """All pictures in class folders, as names within the folder, their classes, and the classes' names."""
    classes = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir() and not entry.name.startswith("."))
    names, labels = [], []
    for label, name in enumerate(classes):
        for place, _, files in sorted(os.walk(os.path.join(folder, name), followlinks=True)):
            for file in sorted(files):
                if file.lower().endswith(ENDINGS):
                    names.append(os.path.relpath(os.path.join(place, file), folder))
                    labels.append(label)
    return names, labels, classes


def pack(data, packed, side, workers):
    os.makedirs(packed, exist_ok=True)
    test = "val" if os.path.isdir(os.path.join(data, "val")) else "test"
    for part, folder in (("train", os.path.join(data, "train")), ("test", os.path.join(data, test))):
        target = os.path.join(packed, part)
        if os.path.exists(target + ".json"):
            continue
        if not os.path.isdir(folder):
            raise SystemExit(f"{folder} does not exist: DATA has train/CLASS/ and val/CLASS/ or test/CLASS/")
        names, labels, classes = listed(folder)
        numpy.lib.format.open_memmap(target + ".npy", "w+", numpy.uint8, (len(names), 3, side, side)).flush()
        with ProcessPoolExecutor(workers) as pool:
            steps = range(0, len(names), 256)
            for wrong in pool.map(pack_some, *zip(*((folder, names[i:i + 256], side, target + ".npy", i) for i in steps))):
                if wrong:
                    raise SystemExit(wrong)
        with open(target + ".json.part", "w", encoding="utf-8") as file:
            json.dump({"classes": classes, "labels": labels}, file)
        os.replace(target + ".json.part", target + ".json")
        print(f"{target}.npy: {len(names):,} pictures of {len(classes)} classes", flush=True)


class Pictures:
    """A part of the pictures, or one process's share of it, on the device if it fits there, else in this machine's memory."""

    def __init__(self, data, part, device, share=(0, 1)):
        import torch
        pixels, labels, self.classes = read(data, part)
        self.total = len(pixels)
        # As many for each process to train with; all of them to test with.
        count = self.total // share[1] * share[1] if part == "train" else self.total
        chosen = slice(share[0], count, share[1])
        bytes_needed = (count // share[1]) * pixels[0].nbytes
        fits = device.type == "cpu" or bytes_needed < 0.6 * torch.cuda.mem_get_info(device)[0]
        self.device = device
        pixels = pixels[chosen]
        if not fits:
            self.pixels = torch.from_numpy(numpy.array(pixels))
        else:
            self.pixels = torch.empty(pixels.shape, dtype=torch.uint8, device=device)
            for i in range(0, len(pixels), 4096):  # of a mapped file a little at a time
                self.pixels[i:i + 4096] = torch.from_numpy(numpy.array(pixels[i:i + 4096])).to(device)
        self.labels = torch.from_numpy(labels[chosen].copy()).to(device)
        self.side = self.pixels.shape[-1]

    def __len__(self):
        return len(self.pixels)

    def batch(self, chosen):
        """Pixels of 0 to 255 as floats, and labels."""
        pixels = self.pixels.index_select(0, chosen.to(self.pixels.device))
        return pixels.to(self.device, non_blocking=True).float(), self.labels.index_select(0, chosen.to(self.device))

    def middles(self, start, count, size):
        """So many pictures in their order, of each the middle."""
        edge = (self.side - size) // 2
        pixels = self.pixels[start:start + count, :, edge:edge + size, edge:edge + size]
        return pixels.to(self.device).float(), self.labels[start:start + count]


def shifted(pixels, size, pad, chance):
    """A random place in the picture with a border of so many black pixels, half of them mirrored."""
    import torch
    count, device = len(pixels), pixels.device
    padded = torch.nn.functional.pad(pixels, (pad, pad, pad, pad))
    room = padded.shape[-1] - size + 1
    down, right = (torch.randint(0, room, (count, 1), generator=chance, device=device) for _ in range(2))
    mirrored = torch.rand((count, 1), generator=chance, device=device) < 0.5
    along = torch.arange(size, device=device)
    rows = (down + along).view(count, 1, size, 1).expand(-1, pixels.shape[1], -1, padded.shape[-1])
    columns = (right + torch.where(mirrored, size - 1 - along, along)).view(count, 1, 1, size).expand(-1, pixels.shape[1], size, -1)
    return padded.gather(2, rows).gather(3, columns)


def zoomed(pixels, size, least, chance):
    """A random part of the picture, of `least` to all of its area and 3:4 to 4:3, brought to size; half of them mirrored (Szegedy et al. 2014)."""
    import torch
    count, device = len(pixels), pixels.device

    def uniform(low, high):
        return low + (high - low) * torch.rand(count, generator=chance, device=device)

    side = uniform(least, 1).sqrt()
    ratio = uniform(math.log(3 / 4), math.log(4 / 3)).exp().sqrt()
    width, height = (side * ratio).clamp(max=1), (side / ratio).clamp(max=1)
    right, down = uniform(-1, 1) * (1 - width), uniform(-1, 1) * (1 - height)
    width = torch.where(uniform(0, 1) < 0.5, -width, width)
    nothing = torch.zeros_like(width)
    where = torch.stack([torch.stack([width, nothing, right], 1), torch.stack([nothing, height, down], 1)], 1)
    grid = torch.nn.functional.affine_grid(where, (count, pixels.shape[1], size, size), align_corners=False)
    return torch.nn.functional.grid_sample(pixels, grid, "bilinear", "reflection", align_corners=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("packed")
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--webp", action="store_true", help="CIFAR-10's records as sheets of lossless WebP")
    options = parser.parse_args()
    if options.webp:
        pack_sheets(options.data, options.packed)
    else:
        pack(options.data, options.packed, options.side, options.workers)


if __name__ == "__main__":
    main()
