"""The sources that the house rules are read off, and where each stands: its room and its layer."""

from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Imports go one way: a module may import its own group and those before it. `cache` knows columns alone and
# stands before the queries, which ask it for what they have rendered before. The modules of a feature stand where
# FEATURE does, but for its own layers, which stand where those of the board do.
ORDER = (
    ("exceptions", "jinja"),
    ("rules",),
    ("models",),
    ("policy",),
    ("cache",),
    ("queries",),
    ("filters",),
    ("access", "address_lookup", "etags", "fingerprints"),
    ("events",),
    ("services",),
    ("jobs",),
    ("reactions",),
    ("FEATURE",),
    ("forms", "file_answers"),
    ("views", "api", "admin", "signals", "middleware", "management", "templatetags"),
    ("openapi",),
    ("urls", "api_urls"),
    ("apps",),
)
RANK = {name: rank for rank, group in enumerate(ORDER) for name in group}
# Rooms of their own, with layers inside. They know the board; the board and each other they know through events.
FEATURES = {"accounts", "calendars", "live", "notifications", "reports", "stream", "transfer", "webhooks"}
# A room inside of a room, with layers of its own.
INNER = {("notifications", "mail")}


def sources() -> list[Path]:
    found = [path for folder in ("boards", "boardsite") for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def room_of(parts: list[str]) -> str:
    """The feature that a module of `boards`, in parts, belongs to; "" for the board."""
    return parts[1] if len(parts) > 1 and parts[1] in FEATURES else ""


def layer_of(parts: list[str]) -> str:
    """Its layer: a name of ORDER for what has its place there."""
    if not room_of(parts):
        return parts[-1] if len(parts) == 1 else parts[1]
    first = parts[3:4] if tuple(parts[1:3]) in INNER else parts[2:3]
    # A room's module `jobs` knows all of the room but its pages: `jobs` among the layers are those of the board.
    return first[0] if first and first[0] in RANK and first[0] != "jobs" else "FEATURE"


def parts_of(place: str) -> list[str]:
    return place.removesuffix(".py").removesuffix("/__init__").split("/")


def breaches(check: Callable[[str, str], list[str]], paths: list[Path]) -> dict[str, list[str]]:
    """Where a check finds something, and what."""
    return {name_of(path): found for path in paths if (found := check(read(path), name_of(path)))}
