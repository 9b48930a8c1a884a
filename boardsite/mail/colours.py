"""The colours of style sheets as mail programs know them: OKLCH worked out as sRGB."""

from __future__ import annotations

import math
import re

_OKLCH = re.compile(r"oklch\(\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*\)")


def without_oklch(value: str) -> str:
    """The value of a property with each colour as #rrggbb. What is transparent in part is left as it is."""
    return _OKLCH.sub(lambda found: hexadecimal(*(float(part) for part in found.groups())), value)


def hexadecimal(lightness: float, chroma: float, hue: float) -> str:
    """A colour given as in `oklch()`. Beyond what sRGB can show, each part is cut off."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    # Björn Ottosson's matrices, as CSS Color 4 has them.
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(min(max(part, 0), 1))):02x}" for part in linear)


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
