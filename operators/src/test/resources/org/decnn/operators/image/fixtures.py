"""Writes the pictures in this folder and, as NAME.planes, what Pillow makes of each.

Planes are 3x32x32 bytes: exif_transpose, convert('RGB'), shorter side to 40 (bilinear), centre 32x32.
Run here, with Pillow, NumPy and libwebp's cwebp (written with Pillow 9.4.0 and libwebp 1.2.4).
"""
import io
import os
import re
import struct
import subprocess
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


def bmp(header, bits, rows, palette=b"", compression=0, height=HEIGHT, masks=(), padding=4):
    """A BMP of a header or a coding that Pillow does not write."""
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, WIDTH, height, 1, bits, compression, len(rows), 0, 0, 0, 0)
        info += b"".join(struct.pack("<I", mask) for mask in masks)
        info += bytes(max(0, header - len(info)))
    colours = b"".join(palette[i:i + 3][::-1] + bytes(padding - 3) for i in range(0, len(palette), 3))
    start = 14 + len(info) + len(colours)
    return b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start) + info + colours + rows


def padded(rows, upwards=True):
    rows = rows.reshape(HEIGHT, -1).view(np.uint8)
    rows = np.pad(rows, ((0, 0), (0, -rows.shape[1] % 4)))
    return (rows[::-1] if upwards else rows).tobytes()


def runs(indices, four_bits):
    """Runs that repeat and, where nothing does for a while, runs that do not."""
    out = bytearray()
    for row in indices[::-1].tolist():
        x = 0
        while x < len(row):
            n = 1
            while x + n < len(row) and row[x + n] == row[x] and n < 255:
                n += 1
            rest = min(len(row) - x, 36) // 4 * 4
            if n > 2 or rest < 4:
                out += bytes([n, row[x] * 17 if four_bits else row[x]])
                x += n
            else:
                taken = row[x:x + rest]
                if four_bits:
                    taken = [a << 4 | b for a, b in zip(taken[::2], taken[1::2])]
                out += bytes([0, rest]) + bytes(taken)
                x += rest
        out += b"\0\0"
    return bytes(out) + b"\0\1"


def lzw(indices, bits):
    """GIF's codes for literals of so many bits, of which Pillow writes 8 only."""
    codes, size, entries, out, waiting, count = {}, bits + 1, (1 << bits) + 2, bytearray(), 0, 0

    def emit(code):
        nonlocal waiting, count
        waiting |= code << count
        count += size
        while count >= 8:
            out.append(waiting & 255)
            waiting >>= 8
            count -= 8

    emit(1 << bits)
    current = indices[0]
    for index in indices[1:]:
        if (current, index) in codes:
            current = codes[current, index]
            continue
        emit(current)
        if entries < 4096:
            codes[current, index] = entries
            size += entries == 1 << size and size < 12
            entries += 1
        current = index
    emit(current)
    size += entries == 1 << size and size < 12
    emit((1 << bits) + 1)
    out.append(waiting & 255)
    blocks = (out[i:i + 255] for i in range(0, len(out), 255))
    return bytes([bits]) + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def gif(codes, palette, local=b"", before=b"", behind=b""):
    """A GIF of one frame; of bytes that belong to no block."""
    flags = 0x87 if local else 0
    screen = struct.pack("<HHBBB", WIDTH, HEIGHT, 0x87, 0, 0)
    frame = b"," + struct.pack("<HHHHB", 0, 0, WIDTH, HEIGHT, flags)
    return b"GIF89a" + screen + palette + before + frame + local + codes + behind + b";"


def cwebp(image, *options):
    """A WebP of a kind that Pillow does not write."""
    picture = encoded(image, "PNG")
    return subprocess.run(["cwebp", "-quiet", *options, "-o", "-", "--", "-"], input=picture, stdout=subprocess.PIPE, check=True).stdout


def webp_frame(picture, left, top):
    """An animation of a picture that leaves some of its canvas."""
    def chunk(name, data):
        return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)

    def three(number):
        return struct.pack("<I", number)[:3]

    coded = encoded(picture, "WEBP", quality=80)[12:]
    place = three(left // 2) + three(top // 2) + three(picture.width - 1) + three(picture.height - 1)
    canvas = chunk(b"VP8X", b"\2\0\0\0" + three(WIDTH - 1) + three(HEIGHT - 1))
    chunks = canvas + chunk(b"ANIM", bytes(6)) + chunk(b"ANMF", place + bytes(4) + coded) * 2
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


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

indices = np.asarray(palette)
colours = bytes(palette.getpalette()).ljust(768, b"\0")
dozen = photo.quantize(13)
dozens = np.asarray(dozen)
dozen_colours = bytes(dozen.getpalette()[:48]).ljust(48, b"\0")
flat = np.repeat(indices[:, ::9], 9, axis=1)[:, :WIDTH]
rgb = np.asarray(photo)
write("rle8.bmp", bmp(40, 8, runs(np.where(indices % 3, indices, flat), False), colours, compression=1))
write("rle4.bmp", bmp(40, 4, runs(dozens, True), dozen_colours, compression=2))
write("os2-v1.bmp", bmp(12, 8, padded(indices), colours, padding=3))
write("os2-v2.bmp", bmp(64, 8, padded(indices), colours))
write("os2-v2-rle.bmp", bmp(64, 8, runs(flat, False), colours, compression=1))
write("top-down.bmp", bmp(40, 8, padded(indices, upwards=False), colours, height=-HEIGHT))
r, g, b = (rgb[:, :, i].astype(np.uint32) for i in range(3))
masks = 0xf800, 0x7e0, 0x1f
write("565.bmp", bmp(40, 16, padded((r >> 3 << 11 | g >> 2 << 5 | b >> 3).astype("<u2")), compression=3, masks=masks))
masks = 0xff, 0xff00, 0xff0000, 0xff000000
write("v5-rgba.bmp", bmp(124, 32, padded((b << 16 | g << 8 | r).astype("<u4")), compression=3, masks=masks))

eight = lzw(indices.ravel().tolist(), 8)
write("11-bit-codes.gif", gif(lzw(indices.ravel().tolist(), 11), colours))
write("12-bit-codes.gif", gif(lzw(indices.ravel().tolist(), 12), colours))
write("strays.gif", gif(eight, colours, before=b"\0\x99" + b"!\xf9\4\0\0\0\0\0" + b"\0", behind=b"\0\0"))
write("local-palette.gif", gif(eight, colours[::-1], local=colours))

clear = Image.merge("RGBA", (*photo.split(), alpha))
write("lossy.webp", encoded(photo, "WEBP", quality=80))
write("coarse.webp", cwebp(photo, "-q", "5", "-f", "100", "-sharpness", "3"))
write("one-segment.webp", cwebp(photo, "-q", "50", "-segments", "1", "-f", "60"))
write("simple-filter.webp", cwebp(photo, "-q", "30", "-nostrong", "-f", "80"))
write("odd-size.webp", encoded(photo.crop((0, 0, 48, 33)), "WEBP", quality=90))
write("lossy-alpha.webp", encoded(clear, "WEBP", quality=80))
write("lossless.webp", encoded(photo, "WEBP", lossless=True))
write("lossless-alpha.webp", encoded(clear, "WEBP", lossless=True, exact=True))
write("lossless-palette.webp", encoded(dozen.convert("RGB"), "WEBP", lossless=True))
write("lossless-two-colours.webp", encoded(photo.convert("1").convert("RGB"), "WEBP", lossless=True))
write("turned.webp", encoded(photo, "WEBP", quality=80, exif=exif, icc_profile=odd_profile()))
write("animated.webp", encoded(photo, "WEBP", save_all=True, append_images=[ImageOps.mirror(photo)] * 2))
# Of libwebp's WebPEncode with config.partitions = 3, which no program of its sets.
with open(os.path.join(os.path.dirname(__file__), "partitions.webp"), "rb") as f:
    write("partitions.webp", f.read())
write("offset.webp", webp_frame(photo.crop((0, 0, 40, 30)), 20, 10))

# What other preprocessings make of rgb.png.
with open("rgb.png.grey", "wb") as f:
    f.write(planes(fitted(photo.convert("L"))))
with open("rgb.png.stretched", "wb") as f:
    f.write(planes(resized(photo, (CROP, CROP))))
