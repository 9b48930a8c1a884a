"""Imports go one way, and rooms know each other through events. The check is shown to fail on made-up sources too."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.conventions.sources import ORDER, RANK, breaches, layer_of, name_of, parts_of, read, room_of, sources

pytestmark = pytest.mark.once

# What puts the board and its features together.
COMPOSERS = {"admin", "api_urls", "apps", "management", "openapi", "signals", "urls"}


def imported(source: str, place: str) -> Iterator[list[str]]:
    """The modules of `boards` that a source imports, in parts, inside functions too."""
    package = place.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{start}.{alias.name}" for alias in node.names]
        else:
            continue
        for parts in (name.split(".") for name in names):
            if parts[0] == "boards" and len(parts) > 1:
                yield parts


def wrong_imports(source: str, place: str) -> list[str]:
    """The layers that a source must not know, as `layer` or `feature.layer`."""
    here = parts_of(place)
    wrong = {name_in(there) for there in imported(source, place) if is_above(there, here) or is_strange(there, here)}
    return sorted(wrong)


def name_in(parts: list[str]) -> str:
    return ".".join(filter(None, (room_of(parts), layer_of(parts)))).removesuffix(".FEATURE")


def is_above(there: list[str], here: list[str]) -> bool:
    return RANK.get(layer_of(there), len(ORDER)) > RANK.get(layer_of(here), -1)


def is_strange(there: list[str], here: list[str]) -> bool:
    """Whether a feature is imported from outside, by what doesn't put things together."""
    return room_of(there) not in {"", room_of(here)} and here[1] not in COMPOSERS


def test_imports_go_one_way():
    assert breaches(wrong_imports, [path for path in sources() if "boards/" in name_of(path)]) == {}


def test_every_module_has_its_place_in_the_order():
    places = {layer_of(parts_of(name_of(path))) for path in sources() if re.match("boards/[^_]", name_of(path))}
    assert places <= set(RANK)


def test_order_names_each_module_once():
    names = [name for group in ORDER for name in group]
    assert len(names) == len(set(names))


def test_only_apps_know_the_reactions():
    knowing = {
        name_of(path)
        for path in sources()
        if any(parts[1] == "reactions" for parts in imported(read(path), name_of(path)))
    }
    assert {name for name in knowing if not name.startswith("boards/reactions/")} == {"boards/apps.py"}


def test_signals_live_in_one_module():
    pattern = r"django\.(db\.models\.signals|dispatch)\b"
    assert {name_of(path) for path in sources() if re.search(pattern, read(path))} == {"boards/signals.py"}


@pytest.mark.parametrize(
    ("source", "place", "found"),
    [
        ("from boards.views import tasks", "boards/services/new.py", ["views"]),
        ("import boards.views.tasks", "boards/models/new.py", ["views"]),
        ("from boards import events", "boards/queries/new.py", ["events"]),
        ("def f():\n    from boards.services import tasks", "boards/access.py", ["services"]),
        ("from ..views import tasks", "boards/rules/new.py", ["views"]),
        ("from . import views", "boards/cache.py", ["views"]),
        ("from boards.unheard import x", "boards/urls.py", ["unheard"]),
        ("from boards.reports import figures", "boards/queries/new.py", ["reports"]),
        ("from boards.accounts.services import keys", "boards/services/new.py", ["accounts.services"]),
        ("from boards.accounts import tokens", "boards/reports/new.py", ["accounts"]),
        ("from boards.views import answers", "boards/reports/services.py", ["views"]),
        ("from boards.reports import views", "boards/reports/services.py", ["reports.views"]),
        ("from boards.views import answers", "boards/reports/views/new.py", []),
        ("from boards.accounts.services import keys", "boards/accounts/new.py", []),
        ("from boards.accounts import tokens", "boards/management/new.py", []),
        ("from boards.models import Task", "boards/services/new.py", []),
        ("from boards.models.users import User", "boards/models/tasks.py", []),
        ("from boards.views import answers", "boards/middleware.py", []),
        ("from django.db import models", "boards/rules/new.py", []),
        ("from . import locking", "boards/rules/new.py", []),
    ],
)
def test_wrong_imports_are_found(source, place, found):
    assert wrong_imports(source, place) == found
