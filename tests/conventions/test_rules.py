"""Rules are pure: no database, no request, no clock."""

import ast
import re

import pytest

from tests.conventions.sources import breaches, sources

pytestmark = pytest.mark.once


def impurities(source: str, place: str) -> list[str]:
    """What rules must not know: the database, requests, the clock."""
    if not place.startswith("boards/rules/"):
        return []
    forbidden = (
        r"^(django\.(db|http|core\.cache|contrib|shortcuts)|django\.utils\.timezone|boards\.models|time|random)\b"
    )
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
            found.append("time")
    return [name for name in found if re.search(forbidden, name)]


def test_rules_are_pure():
    assert breaches(impurities, sources()) == {}


@pytest.mark.parametrize(
    "source",
    [
        "from django.db import models",
        "from django.utils import timezone",
        "import time",
        "datetime.date.today()",
        "from boards.models import Task",
        "from django.http import HttpRequest",
    ],
)
def test_impure_rules_are_found(source):
    assert impurities(source, "boards/rules/new.py") != []
    assert impurities(source, "boards/queries/new.py") == []
