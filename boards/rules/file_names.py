"""Names of files: kept as they were sent, and shown so that they deceive nobody."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from boards.rules.text import check_storable, is_blank

NAME_LIMIT = 255
# A name without a name.
UNNAMED = "file"
# Longer endings are no endings.
_LONGEST_ENDING = 16
# Characters that change what stands around them, or what is a line: controls, and formats such as those of direction
# (`exe.gpj` read from right to left is a picture). Joiners of scripts and emoji are among the formats, and stay.
_JOINERS = "\u200c\u200d"
_STAND_IN = "\N{REPLACEMENT CHARACTER}"


def clean(value: str) -> str:
    """The name as it is kept: without folders, and not too long. InvalidInput for what can't be stored."""
    name = re.split(r"[/\\]", check_storable("name", value))[-1].strip()
    if is_blank(name) or name in (".", ".."):
        return UNNAMED
    return _shortened(name)


def shown(name: str) -> str:
    """The same for people to read, and for a download: characters that deceive are seen."""
    return "".join(_STAND_IN if _deceives(character) else character for character in name)


def ending(name: str) -> str:
    """What stands behind the last dot, in small letters; empty without one."""
    stem, dot, rest = name.rpartition(".")
    return rest.lower() if dot and stem and len(rest) <= _LONGEST_ENDING else ""


def disposition(name: str, *, inline: bool = False) -> str:
    """Content-Disposition as RFC 6266 has it: in ASCII for everybody, and as it is for who knows RFC 8187."""
    name = shown(name)
    kind = "inline" if inline else "attachment"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r'[\x00-\x1f\x7f"\\%;]', "_", plain).strip() or UNNAMED
    whole = f'{kind}; filename="{plain}"'
    return whole if plain == name else f"{whole}; filename*=UTF-8''{quote(name, safe='!#$&+-.^_`|~')}"


def _deceives(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") and character not in _JOINERS


def _shortened(name: str) -> str:
    """Cut before its ending, so that it still says what kind of file it is."""
    if len(name) <= NAME_LIMIT:
        return name
    last = name.rpartition(".")[2] if ending(name) else ""
    return f"{name[: NAME_LIMIT - len(last) - 1]}.{last}" if last else name[:NAME_LIMIT]
