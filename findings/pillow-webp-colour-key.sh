#!/bin/sh
# Pillow 13.0.0: a PNG in colours with one transparent colour becomes an opaque WebP; in grey, or with a palette, it stays transparent.
#
# Expected: `has_transparency_data` is true of all three kinds of PNG, WebP and AVIF can hold transparency, and saving one as WebP keeps what
#   is seen, as it does for grey and palettes.
# Seen: without an error, the picture of mode RGB loses the holes, and its transparent colour (often a bright one that is nowhere else in
#   the picture) is seen. AVIF loses those of grey too. After convert("RGBA") all are kept; scaled down before that, the bright colour is
#   left as a rim, as only what has exactly that colour is transparent.
# What follows for us: boards/jobs/small_pictures.py makes RGBA of such pictures before it scales them (tests/jobs/test_thumbnails.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pillow==13.0.0 2> /dev/null
venv/bin/python - <<'PYTHON'
import io

from PIL import Image


def opened(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return Image.open(file)


def alpha(image):
    return image.convert("RGBA").getpixel((0, 0))[3]


seen = {}
for mode, colour in (("RGB", (255, 0, 255)), ("L", 50), ("P", 0)):
    png = opened(Image.new(mode, (4, 4), colour), "PNG", transparency=colour)
    assert png.mode == mode and png.has_transparency_data and alpha(png) == 0
    seen[mode] = [alpha(opened(image, kind)) for kind in ("WEBP", "AVIF") for image in (png, png.convert("RGBA"))]
    print(mode, "alpha as WebP and as AVIF, each by itself and by way of RGBA:", seen[mode])
assert seen == {"RGB": [255, 0, 255, 0], "L": [0, 0, 255, 0], "P": [0, 0, 0, 0]}

picture = Image.new("RGB", (90, 90), (255, 0, 255))
picture.paste((0, 0, 0), (20, 20, 70, 70))
key = opened(picture, "PNG", transparency=(255, 0, 255))
late, early = key.copy(), key.convert("RGBA")
late.thumbnail((31, 31))
early.thumbnail((31, 31))
rims = [sum(1 for red, _green, _blue, a in each.convert("RGBA").get_flattened_data() if red > 60 and a > 60) for each in (late, early)]
print("bright pixels that are seen, made RGBA after and before scaling:", rims)
assert rims[0] > 0 and rims[1] == 0
print("As described.")
PYTHON
