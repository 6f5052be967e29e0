"""Prints the SHA-256 of what Pillow makes of each JPEG in a folder: resize 256, centre 224x224.

    python3 imagenet_samples.py FOLDER > imagenet-samples.sha256     (written with Pillow 9.4.0)
"""
import hashlib
import pathlib
import sys

import numpy as np
from PIL import Image, ImageOps

RESIZE, CROP = 256, 224

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.JPEG")):
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    w, h = image.size
    long_side = int(RESIZE * max(w, h) / min(w, h))
    image = image.resize((RESIZE, long_side) if w <= h else (long_side, RESIZE), Image.BILINEAR)
    left, top = (int(round((side - CROP) / 2.0)) for side in image.size)
    planes = np.asarray(image.crop((left, top, left + CROP, top + CROP))).transpose(2, 0, 1)
    print(hashlib.sha256(planes.tobytes()).hexdigest(), path.name, sep="  ")
