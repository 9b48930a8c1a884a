#!/bin/sh
# Pillow 13.0.0: saving a photograph as AVIF with its EXIF takes the orientation off the picture in memory; all that is made of it after lies on its side.
#
# Expected: save() writes a file and leaves the picture as it is, so that an AVIF and a JPEG or WebP for older browsers can be made one after the other, with
#   exif=image.getexif(), in any order.
# Seen: a photograph with orientation 6 is turned upright by ImageOps.exif_transpose() before and after it was saved as WebP, JPEG or PNG. After it was saved as AVIF
#   getexif() has no orientation any more, so exif_transpose() leaves the picture lying, and a second AVIF with the same EXIF lies too. The first
#   AVIF is right. With exif=image.getexif().tobytes() nothing is lost.
# What follows for us: boards/jobs/small_pictures.py turns a picture first, and saves one without EXIF, once.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pillow==13.0.0 2> /dev/null
venv/bin/python - <<'PYTHON'
import io

from PIL import Image, ImageOps

ORIENTATION = 0x0112


def photograph():
    """40 wide and 20 high as it lies, upright 20 wide and 40 high."""
    exif, file = Image.Exif(), io.BytesIO()
    exif[ORIENTATION] = 6
    Image.new("RGB", (40, 20), "red").save(file, "JPEG", exif=exif)
    return Image.open(file)


def saved(image, kind, exif):
    """What a viewer that heeds the orientation shows of the file."""
    file = io.BytesIO()
    image.save(file, kind, exif=exif)
    return ImageOps.exif_transpose(Image.open(file)).size


UPRIGHT, LYING = (20, 40), (40, 20)
for kind in ("WEBP", "JPEG", "PNG"):
    image = photograph()
    assert saved(image, kind, image.getexif()) == ImageOps.exif_transpose(image).size == UPRIGHT, kind
image = photograph()
first = saved(image, "AVIF", image.getexif())
left, after = image.getexif().get(ORIENTATION), ImageOps.exif_transpose(image).size
again = saved(image, "AVIF", image.getexif())
print("AVIF:", first, "- orientation left:", left, "- turned after that:", after, "- AVIF again:", again)
assert (first, left, after, again) == (UPRIGHT, None, LYING, LYING)
image = photograph()
assert saved(image, "AVIF", image.getexif().tobytes()) == ImageOps.exif_transpose(image).size == UPRIGHT
print("As described.")
PYTHON
