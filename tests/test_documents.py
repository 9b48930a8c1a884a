"""What the documents say is compared with what there is."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.account import fields as allauth_fields

from boards.management import demo
from boardsite.observing import metrics
from tests import screenshots

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
FOLDERS = "boards|boardsite|deploy|docs|findings|static|templates|tests"
SOURCES = {".conf", ".css", ".html", ".js", ".py", ".sh", ".yaml"}


def section(title: str, text: str = README) -> str:
    """What stands below a heading, up to the next one of that level."""
    return re.split(r"^## ", text.split(f"\n## {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> Iterator[list[str]]:
    """The rows of a table below its head, cell by cell."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and not set(line) <= set("| -"):
            yield cells


def variables() -> dict[str, str | None]:
    """The environment's variables that the settings read, with their defaults where those are plain values."""
    found: dict[str, str | None] = {}
    for path in (
        ROOT / "boardsite" / f"{name}.py"
        for name in ("settings/variables", "attachments", "server/config", "oidc", "kafka")
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env.") and node.args:
                name = node.args[0]
                if isinstance(name, ast.Constant) and isinstance(name.value, str) and name.value.isupper():
                    found[name.value] = default_of(node)
    return found


def default_of(call: ast.Call) -> str | None:
    given = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "default")]
    value = given[0].value if given and isinstance(given[0], ast.Constant) else None
    return None if value is None else str(int(value)) if isinstance(value, bool | int) else str(value)


def imports() -> set[tuple[str, str]]:
    """(from, to) for each import between the packages of `boards`."""
    found = set()
    for path in (ROOT / "boards").rglob("*.py"):
        unit = path.relative_to(ROOT / "boards").with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "boards":
                found |= {(unit, alias.name) for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("boards."):
                found.add((unit, (node.module or "").split(".")[1]))
    return {(here, there) for here, there in found if here not in {there, "migrations"}}


def reach(edges: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Every pair that a chain of edges leads between."""
    pairs = set(edges)
    while more := {(a, d) for a, b in pairs for c, d in edges if b == c} - pairs:
        pairs |= more
    return pairs


def test_settings_table_names_every_variable() -> None:
    told = [name.strip("`") for row in rows(section("Settings")) for name in row[0].split(", ")]
    assert sorted(told) == sorted(["name", *variables()])


def test_settings_table_tells_the_defaults() -> None:
    told = {row[0].strip("`"): row[1] for row in rows(section("Settings"))}
    plain = {name: default for name, default in variables().items() if default is not None}
    assert {name: told[name] for name in plain} == {name: f"`{default}`" for name, default in plain.items()}


def test_picture_of_the_code_shows_its_imports() -> None:
    drawn = set(re.findall(r"^    (\w+) --> (\w+)$", section("How the code is laid out"), flags=re.MULTILINE))
    real = imports()
    assert drawn - real == set(), "drawn, but there is no such import"
    assert real - reach(drawn) == set(), "an import that the picture does not show"
    assert all(here != there for here, there in reach(drawn)), "the picture has a circle"


def named() -> list[tuple[str, str]]:
    """Each `name` (`file`) in the documents."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    return sorted(set(re.findall(r"`(\w+)`\s+\(`([\w/.-]+\.(?:py|js))`\)", text)))


@pytest.mark.parametrize(("name", "path"), named())
def test_functions_that_are_named_exist(name: str, path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    pattern = rf"^\s*(def|class) {name}\b" if path.endswith(".py") else rf"(function|class) {name}\b|^  {name}\("
    assert re.search(pattern, source, flags=re.MULTILINE)


def test_a_drag_is_told_by_its_functions() -> None:
    told = section("How a drag flows through it")
    assert len([pair for pair in named() if f"`{pair[0]}`" in told]) >= 15


def links(document: Path) -> list[Path]:
    """The files a document links to or shows."""
    text = document.read_text(encoding="utf-8")
    found = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)|src=\"([^\"]+)\"", text)
    return [(document.parent / link).resolve() for pair in found for link in pair if link]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [path for path in links(document) if not path.exists()]
    paths = re.findall(rf"`((?:{FOLDERS})/[\w/.-]+)`", text)
    assert [*missing, *(path for path in paths if not (ROOT / path).exists())] == []


def sources() -> Iterator[Path]:
    """All but those that name files which are made up."""
    for folder in FOLDERS.split("|"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in SOURCES and not {"conventions", "vendor"} & set(path.parts):
                yield path


def test_files_that_sources_name_exist() -> None:
    named = re.compile(rf"(?<![\w/.-])(?:{FOLDERS})/[\w/.-]+\.(?:py|sh|md)\b")
    found = {
        (str(source.relative_to(ROOT)), path)
        for source in sources()
        for path in named.findall(source.read_text(encoding="utf-8"))
    }
    assert sorted(pair for pair in found if not (ROOT / pair[1]).exists()) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_headings_that_are_linked_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def test_packages_that_are_described_exist() -> None:
    cells = [row[0] for row in rows(section("How the code is laid out")) if row[0] != "package"]
    names = [name for cell in cells for name in re.findall(r"`([\w./]+)`", cell)]
    assert [name for name in names if not (ROOT / "boards" / name).exists()] == []


def test_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert set(re.findall(r"\bmake ([a-z-]+)`", text)) <= targets


def test_accounts_of_the_demonstration_are_told() -> None:
    told = re.findall(r"^\| `(\w+)@example\.com`", README, flags=re.MULTILINE)
    assert told == list(demo.NAMES)


def test_shortcuts_are_told() -> None:
    shown = (ROOT / "templates" / "boards" / "_shortcuts.html").read_text(encoding="utf-8")
    keys = set(re.findall(r"<kbd>(.+?)</kbd>", shown))
    assert keys <= set(re.findall(r"<kbd>(.+?)</kbd>", section("Keyboard")))


def test_direct_dependencies_are_told() -> None:
    lines = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("requirements*.in")))
    wanted = {match.lower() for match in re.findall(r"^([A-Za-z][\w-]*)", lines, flags=re.MULTILINE)}
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    assert sorted(name for name in wanted if not re.search(rf"\b{name}\b", told)) == []


def test_pictures_can_be_taken_without_settings() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, "-c", "import tests.screenshots"], cwd=ROOT, env=environment, check=True)


def test_pictures_are_there_and_small() -> None:
    files = {path.stem: path.stat().st_size for path in screenshots.FOLDER.glob("*.png")}
    assert set(files) == {picture.name for picture in screenshots.PICTURES}
    assert sum(files.values()) <= screenshots.MOST_BYTES
    shown = {path for document in DOCUMENTS for path in links(document)}
    assert {screenshots.FOLDER / f"{name}.png" for name in files} <= shown


def test_guide_uses_the_words_of_the_screen() -> None:
    guide = (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8")
    prose = re.sub(r"``.*?``|`.*?`", "", guide)
    bold = {" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", prose, flags=re.DOTALL)}
    files = [path for folder in ("boards", "templates") for path in (ROOT / folder).rglob("*")]
    texts = [path.read_text(encoding="utf-8") for path in files if path.suffix in {".html", ".py"}]
    screen = "\n".join([*texts, Path(allauth_fields.__file__).read_text(encoding="utf-8")])
    assert sorted(words for words in bold if words not in screen) == []


def test_numbers_for_prometheus_are_told() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    names = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| `boardsite_")]
    told = {name.removesuffix("_total") for name in re.findall(r"`(boardsite_\w+)`", " ".join(names))}
    kept = {family.name for family in metrics.REGISTRY.collect() if family.name.startswith("boardsite_")}
    kept |= {*metrics.FROM_ROWS, *(f"boardsite_stream_{name}" for name in metrics.FROM_RELAY)}
    assert told == kept


def test_kinds_of_fragments_are_told() -> None:
    """Each name that is handed to the counter of hits and misses stands in the table."""
    source = (ROOT / "boards" / "cache.py").read_text(encoding="utf-8")
    kept = set(re.findall(r'(?:_kept|_kept_many)\("(\w+)"', source))
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    [told] = re.findall(r"\| fragment \(([^)]+)\), outcome", text)
    assert kept == set(re.findall(r"`(\w+)`", told))


def test_every_document_is_linked_from_the_readme() -> None:
    linked = set(re.findall(r"\]\(docs/([\w-]+\.md)[)#]", README))
    assert linked == {path.name for path in (ROOT / "docs").glob("*.md")}
