"""The process that makes one small picture: a picture comes in on standard input, a WebP goes out on standard output.

`python -m boards.jobs.thumbnail_worker 20 400`: at most so many seconds and megabytes. It has no database, no secret in
its environment; killing it at any moment harms nothing. Its size, turned as it is to be looked at, goes to standard
error. `thumbnails.py` starts it and says what became of it.
"""

from __future__ import annotations

import json
import os
import signal
import sys

from PIL import Image, ImageOps

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

# What the exit codes say.
TOO_LARGE, BROKEN = 3, 4
# What is read, and nothing else that Pillow knows.
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
MOST_PIXELS = 40_000_000
# The longest side of what is made.
SIDE = 640
# Where EXIF says how a camera was held; these are on their side.
_ORIENTATION, _LYING = 0x0112, (5, 6, 7, 8)
# Of 16 bits a grey is scaled before it is anything else: Pillow itself cuts all that is above 255.
_DEEP = ("I;16", "I;16B", "I;16L", "I")


def main(seconds: int, megabytes: int) -> int:
    """Make it; returns the exit code: 0, TOO_LARGE or BROKEN."""
    _limit(seconds, megabytes)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        return _make()
    except (MemoryError, Image.DecompressionBombError):
        return TOO_LARGE
    except Exception as error:  # whatever a damaged file may lead to
        sys.stderr.write(type(error).__name__)
        return BROKEN


def _make() -> int:
    with Image.open(sys.stdin.buffer, formats=FORMATS) as image:
        # Said by its head, before any of it is unpacked.
        if image.width * image.height > MOST_PIXELS:
            return TOO_LARGE
        whole = image.size[::-1] if image.getexif().get(_ORIENTATION, 1) in _LYING else image.size
        # Much of what is in a large JPEG need not be unpacked.
        image.draft("RGB", (SIDE, SIDE))
        small = _eight_bits(image)
        small.thumbnail((SIDE, SIDE))
        turned = ImageOps.exif_transpose(small)
        clean = turned.convert("RGBA" if _has_holes(turned) else "RGB")
    # A new picture, so that nothing of what came along (place, camera, profile) goes out.
    made = Image.new(clean.mode, clean.size)
    made.paste(clean)
    made.save(sys.stdout.buffer, "WEBP", quality=80, method=4)
    sys.stdout.buffer.flush()
    sys.stderr.write(json.dumps(whole))
    return 0


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode not in _DEEP:
        return image
    level = image.convert("I").point(lambda value: value / 257).convert("L")
    level.info, orientation = dict(image.info), image.getexif().get(_ORIENTATION)
    if orientation:
        level.getexif()[_ORIENTATION] = orientation
    return level


def _has_holes(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _limit(seconds: int, megabytes: int) -> None:
    """Lets others go first, and stays within bounds even if nobody watches any more."""
    os.nice(10)
    signal.alarm(seconds)
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
