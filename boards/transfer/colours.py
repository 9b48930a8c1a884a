"""Colours of other tools → the nearest of the twelve that tags have here."""

from __future__ import annotations

import math
import re

# The hues of the twelve in OKLCH, in degrees, as static/boards/css/tokens.css has them.
HUES = (18, 48, 75, 105, 135, 162, 190, 222, 252, 282, 312, 346)
# What has no colour of its own: grey, white, none.
NO_COLOUR = 6
GREY = 0.03
NAMES = {
    "red": 0,
    "crimson": 0,
    "orange": 1,
    "peachpuff": 1,
    "brown": 1,
    "saddlebrown": 1,
    "gold": 2,
    "amber": 2,
    "sand": 2,
    "cocoa": 1,
    "mud": 1,
    "rust": 1,
    "yellow": 3,
    "lime": 4,
    "green": 5,
    "darkgreen": 5,
    "grass": 5,
    "moss": 5,
    "teal": 6,
    "turquoise": 6,
    "paleturquoise": 6,
    "sky": 7,
    "cyan": 7,
    "blue": 8,
    "navy": 8,
    "black": 9,
    "slateblue": 9,
    "indigo": 9,
    "purple": 10,
    "violet": 10,
    "magenta": 10,
    "plum": 10,
    "pink": 11,
    "mistyrose": 11,
}
_HEX = re.compile(r"#?([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})(?:[0-9a-fA-F]{2})?")


def nearest(colour: str) -> int:
    """The place of the nearest colour, from 0 on, of a name (“blue_dark”, “light-green”) or `#rrggbb`."""
    match = _HEX.fullmatch(colour.strip())
    if match:
        return _of_hex(*(int(part, 16) / 255 for part in match.groups()[:3]))
    words = re.split(r"[\W_]+", colour.casefold())
    return next((NAMES[word] for word in words if word in NAMES), NO_COLOUR)


def _of_hex(*parts: float) -> int:
    """By its hue in OKLab (Björn Ottosson, “A perceptual color space for image processing”, 2020)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    along_a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    along_b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    if math.hypot(along_a, along_b) < GREY:
        return NO_COLOUR
    hue = math.degrees(math.atan2(along_b, along_a)) % 360
    return min(range(len(HUES)), key=lambda place: min(abs(hue - HUES[place]), 360 - abs(hue - HUES[place])))
