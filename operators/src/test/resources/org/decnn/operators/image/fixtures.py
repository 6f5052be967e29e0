"""Writes the pictures in this folder and, as NAME.planes, what Pillow makes of each.

Planes are 3x32x32 bytes: exif_transpose, convert('RGB'), shorter side to 40 (bilinear), centre 32x32.
Run here, with Pillow and NumPy (written with Pillow 9.4.0).
"""
import io
import re
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps

WIDTH, HEIGHT, RESIZE, CROP = 67, 50, 40, 32


def photograph():
    """Shading, edges and some noise, in colour."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH] / HEIGHT
    r = 255 * x / x.max()
    g = 127 + 120 * np.sin(9 * x * y)
    b = np.where((x - 0.6) ** 2 + (y - 0.5) ** 2 < 0.1, 230, 60 + 90 * y)
    noise = np.random.default_rng(7).normal(0, 6, (HEIGHT, WIDTH, 3))
    return Image.fromarray(np.clip(np.dstack([r, g, b]) + noise, 0, 255).astype(np.uint8))


def resized(image, size):
    return image.resize(size, Image.BILINEAR)


def planes(image):
    return np.asarray(image).reshape(CROP, CROP, -1).transpose(2, 0, 1).tobytes()


def fitted(image):
    w, h = image.size
    long_side = int(RESIZE * max(w, h) / min(w, h))
    image = resized(image, (RESIZE, long_side) if w <= h else (long_side, RESIZE))
    left, top = (int(round((side - CROP) / 2.0)) for side in image.size)
    return image.crop((left, top, left + CROP, top + CROP))


def expect(name, image):
    with open(name + ".planes", "wb") as f:
        f.write(planes(fitted(ImageOps.exif_transpose(image).convert("RGB"))))


def write(name, content, expected=None):
    with open(name, "wb") as f:
        f.write(content)
    expect(name, expected or Image.open(name))


def encoded(image, format, **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def jpeg(image, **options):
    return encoded(image, "JPEG", quality=90, **options)


def odd_profile():
    """sRGB with red and blue exchanged: whoever applies it is found out."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")


def rgb_jpeg(content):
    """Components called R, G, B and no JFIF segment: not YCbCr."""
    content = bytearray(re.sub(rb"^\xff\xd8\xff\xe0\x00\x10JFIF.{10}", b"\xff\xd8", content, flags=re.S))
    frame, scan = content.index(b"\xff\xc0"), content.index(b"\xff\xda")
    for i in range(3):
        content[frame + 10 + 3 * i] = content[scan + 5 + 2 * i] = b"RGB"[i]
    return bytes(content)


def png(bits, colour, rows):
    """A PNG of a depth that Pillow does not write."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, colour, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def bmp_16_bits(image):
    """A BMP of 5 bits a colour, which Pillow does not write."""
    r, g, b = (np.asarray(band).astype("<u2") >> 3 for band in image.split())
    rows = np.pad(r << 10 | g << 5 | b, ((0, 0), (0, WIDTH % 2)))[::-1].astype("<u2").tobytes()
    header = struct.pack("<IiiHHIIiiII", 40, WIDTH, HEIGHT, 1, 16, 0, len(rows), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(rows), 0, 0, 54) + header + rows


photo = photograph()
grey = photo.convert("L")
palette = photo.quantize(200)
alpha = Image.fromarray(np.tile(np.arange(WIDTH, dtype=np.uint8) * 3, (HEIGHT, 1)))

write("444.jpg", jpeg(photo, subsampling=0))
write("422.jpg", jpeg(photo, subsampling=1))
write("420.jpg", jpeg(photo, subsampling=2))
write("progressive.jpg", jpeg(photo, progressive=True))
write("grey.jpg", jpeg(grey))
write("profile.jpg", jpeg(photo, icc_profile=odd_profile()))
write("grey-profile.jpg", jpeg(grey, icc_profile=odd_profile()))
write("rgb.jpg", rgb_jpeg(jpeg(photo, subsampling=0)))
cmyk = jpeg(photo.convert("CMYK"))
write("cmyk.jpg", cmyk)
adobe = cmyk.index(b"Adobe")
write("ycck.jpg", cmyk[:adobe + 11] + b"\x02" + cmyk[adobe + 12:])
exif = Image.Exif()
exif[0x0112] = 6
write("turned.jpg", jpeg(photo, exif=exif))

write("rgb.png", encoded(photo, "PNG"))
write("profile.png", encoded(photo, "PNG", icc_profile=odd_profile()))
write("rgba.png", encoded(Image.merge("RGBA", (*photo.split(), alpha)), "PNG"))
write("grey.png", encoded(grey, "PNG"))
write("grey-alpha.png", encoded(Image.merge("LA", (grey, alpha)), "PNG"))
write("palette.png", encoded(palette, "PNG"))
write("palette-transparent.png", encoded(palette, "PNG", transparency=5))
write("rgb-transparent.png", encoded(photo, "PNG", transparency=(255, 0, 0)))
write("palette-4-bits.png", encoded(photo.quantize(13), "PNG", bits=4))
write("1-bit.png", encoded(photo.convert("1"), "PNG"))
wide = (np.asarray(photo).astype(int) * 256 + 90).astype(">u2")
write("rgb-16-bits.png", png(16, 2, wide))
# Pillow clips 16-bit grey at 255; here, too, the high byte is what counts.
high_bytes = Image.fromarray((wide[:, :, 1] >> 8).astype(np.uint8))
write("grey-16-bits.png", png(16, 0, wide[:, :, 1]), expected=high_bytes)
nibbles = np.asarray(grey) // 16
nibbles = np.hstack([nibbles, np.zeros((HEIGHT, 1), np.uint8)])
write("grey-4-bits.png", png(4, 0, nibbles[:, ::2] * 16 + nibbles[:, 1::2]))

write("palette.gif", encoded(palette, "GIF"))
write("grey.gif", encoded(grey, "GIF"))
write("interlaced.gif", encoded(palette, "GIF", interlace=True))
write("animated.gif", encoded(palette, "GIF", save_all=True, append_images=[ImageOps.mirror(palette)] * 3))
small = bytearray(encoded(palette.crop((0, 0, 40, 30)), "GIF", transparency=9))
struct.pack_into("<HH", small, 6, WIDTH, HEIGHT)
descriptor = small.index(b"\x2c\0\0\0\0\x28\0\x1e\0")
struct.pack_into("<HH", small, descriptor + 1, 20, 11)
write("offset.gif", bytes(small))

write("rgb.bmp", encoded(photo, "BMP"))
write("grey.bmp", encoded(grey, "BMP"))
write("palette.bmp", encoded(palette, "BMP"))
write("1-bit.bmp", encoded(photo.convert("1"), "BMP"))
write("16-bits.bmp", bmp_16_bits(photo))
write("rgba.bmp", encoded(Image.merge("RGBA", (*photo.split(), alpha)), "BMP"))

# What other preprocessings make of rgb.png.
with open("rgb.png.grey", "wb") as f:
    f.write(planes(fitted(photo.convert("L"))))
with open("rgb.png.stretched", "wb") as f:
    f.write(planes(resized(photo, (CROP, CROP))))
