"""A small picture of a large one, by Pillow: what `thumbnail_worker.py` loads in its process, and nothing else does."""

from __future__ import annotations

import json
from typing import IO

from PIL import Image, ImageOps

# What is read, and nothing else that Pillow knows.
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
MOST_PIXELS = 40_000_000
# The longest side of what is made.
SIDE = 640
# Where EXIF says how a camera was held; these are on their side.
_ORIENTATION, _LYING = 0x0112, (5, 6, 7, 8)
# Of 16 bits a grey is scaled before it is anything else: Pillow itself cuts all that is above 255.
_DEEP = ("I;16", "I;16B", "I;16L", "I")

# A picture that would be far larger unpacked than its file is.
Bomb = Image.DecompressionBombError


def make(source: IO[bytes], made: IO[bytes], told: IO[str]) -> bool:
    """Whether it is of a bearable size. A WebP of it is written to `made`, and its own width and height to `told`."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(source, formats=FORMATS) as image:
        # Said by its head, before any of it is unpacked.
        if image.width * image.height > MOST_PIXELS:
            return False
        whole = image.size[::-1] if image.getexif().get(_ORIENTATION, 1) in _LYING else image.size
        # Much of what is in a large JPEG need not be unpacked.
        image.draft("RGB", (SIDE, SIDE))
        small = _in_colours(_eight_bits(image))
        small.thumbnail((SIDE, SIDE))
        turned = ImageOps.exif_transpose(small)
        clean = turned.convert("RGBA" if _has_holes(turned) else "RGB")
    # A new picture, so that nothing of what came along (place, camera, profile) goes out.
    picture = Image.new(clean.mode, clean.size)
    picture.paste(clean)
    picture.save(made, "WEBP", quality=80, method=4)
    made.flush()
    told.write(json.dumps(whole))
    return True


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode not in _DEEP:
        return image
    level = image.convert("I").point(lambda value: value / 257).convert("L")
    level.info, orientation = dict(image.info), image.getexif().get(_ORIENTATION)
    if orientation:
        level.getexif()[_ORIENTATION] = orientation
    return level


def _in_colours(image: Image.Image) -> Image.Image:
    """The picture with its holes in a layer of their own: a single colour or a place in a palette that stands for them
    can't be scaled, and that of a picture in colours is left as a rim. The very largest have no room for it."""
    if image.mode in ("RGB", "L", "P") and _has_holes(image) and image.width * image.height <= MOST_PIXELS // 4:
        # Turned here, while it still says how it was held.
        return ImageOps.exif_transpose(image).convert("RGBA")
    return image


def _has_holes(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
