"""Every text of the repository: short modules, and no path of the machine that somebody works on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.sources import ROOT, name_of, read, sources, templates

pytestmark = pytest.mark.once

MACHINE = re.compile("|".join(["/" + "root/", "/" + "work/", "/" + r"home/\w", r"C:\\" + "Users"]))
TEXT = {".py", ".html", ".txt", ".md", ".js", ".css", ".toml", ".json", ".yaml", ".yml", ".in", ".svg", ""}


def ours() -> Iterator[Path]:
    """Every text of ours that goes into the repository."""
    folders = ("boards", "boardsite", "templates", "tests", "docs", "deploy", "static/boards", ".ci")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    found += [path for path in ROOT.iterdir() if not path.name.startswith((".git", ".coverage", "."))]
    for path in found:
        hidden = {"__pycache__", "vendor", "node_modules"} & set(path.parts)
        if path.is_file() and path.suffix in TEXT and not hidden:
            yield path


def test_modules_are_short():
    assert {name_of(path): length for path in sources() if (length := len(read(path).splitlines())) > 400} == {}


def test_no_path_of_one_machine_is_written_down():
    found = [name_of(path) for path in ours() if MACHINE.search(path.read_text(encoding="utf-8", errors="replace"))]
    assert found == []


def test_machine_paths_are_found():
    for start in ("/ro" + "ot/x", "/wo" + "rk/x", "/ho" + "me/ada/x"):
        assert MACHINE.search(f"open('{start}')")
    assert not MACHINE.search("/rooted /networking /homeland")


def test_there_is_something_to_look_at():
    assert len(sources()) > 50
    assert len(templates()) > 10
    assert sum(1 for _path in ours()) > 100
