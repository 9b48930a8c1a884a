"""The pictures of docs/architecture.md are compared with the code."""

import ast
import re
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.db.models import ManyToManyField, OneToOneField

from tests.test_documents import ROOT, reach, rows, section

pytestmark = pytest.mark.once

TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
REPORTS = ROOT / "boards" / "reports"
EDGE = r"-->|-\. \".*?\" \.->"
# How a picture of tables writes "one", "none or one", and "any number".
ENDS = {"||": "one", "|o": "one", "o|": "one", "}o": "many", "o{": "many"}


def arrows(title: str) -> set[tuple[str, str]]:
    """Each (from, to) of the flow chart below a heading."""
    found = set()
    for line in section(title, TEXT).splitlines():
        nodes = [part.strip() for part in re.split(EDGE, line)]
        names = [re.match(r"[\w-]+", node) for node in nodes]
        if len(nodes) > 1 and all(names):
            ids = [name[0] for name in names]
            found |= set(zip(ids, ids[1:], strict=False))
    return found


def relations() -> set[frozenset[tuple[str, str]]]:
    """Each pair of tables of the product that a foreign key joins, with how many rows may stand at either end."""
    found = set()
    for model in apps.get_app_config("boards").get_models():
        for field in model._meta.get_fields():
            other = getattr(field.related_model, "__name__", "") if field.is_relation and field.concrete else ""
            if not other or field.related_model._meta.app_label != "boards":
                continue
            if isinstance(field, ManyToManyField):
                if field.remote_field.through._meta.auto_created:
                    found.add(frozenset({(model.__name__, "many"), (other, "many")}))
                continue
            end = "one" if isinstance(field, OneToOneField) else "many"
            found.add(frozenset({(model.__name__, end), (other, "one")}))
    return found


def test_tables_are_drawn_as_they_are():
    lines = re.findall(r"^    (\w+) (\S\S)--(\S\S) (\w+) : ", section("What is stored", TEXT), flags=re.MULTILINE)
    drawn = {frozenset({(left, ENDS[here]), (right, ENDS[there])}) for left, here, there, right in lines}
    assert drawn == relations()


def test_every_table_is_named():
    models = {model.__name__ for model in apps.get_app_config("boards").get_models()}
    assert models <= set(re.findall(r"\w+", section("What is stored", TEXT)))


def test_middleware_is_told_in_its_order():
    told = [row[0].strip("`") for row in rows(section("How a request passes through", TEXT))][1:]
    assert told == [path.rpartition(".")[2] for path in settings.MIDDLEWARE]


def test_services_of_the_containers_are_drawn():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    drawn = {name for pair in arrows("What runs") for name in pair} - {"browser"}
    assert drawn == set(services)


@pytest.mark.parametrize(("before", "after"), sorted(arrows("A report")))
def test_arrows_of_a_report_are_imports(before, after):
    source, target = REPORTS / f"{before}.py", REPORTS / f"{after}.py"
    if not (source.exists() and target.exists()):
        assert before == "Activity" or after in {"page", "paper", "csv", "json"}
        return
    assert before in imported(target)


def test_what_reports_import_is_drawn():
    drawn = reach(arrows("A report"))
    modules = {name for pair in drawn for name in pair if (REPORTS / f"{name}.py").exists()}
    real = {(before, after) for after in modules for before in imported(REPORTS / f"{after}.py") & modules}
    assert real - drawn == set()


WAYS = [row for row in rows(section("To follow one thing", TEXT)) if row[0] != "what happens when"]


@pytest.mark.parametrize(("_what", "cell"), WAYS, ids=[row[0] for row in WAYS])
def test_four_files_tell_what_happens(_what, cell):
    """Each is there because one before it calls it."""
    steps = re.findall(r"`(\w+)` \(`([\w/]+\.py)`\)", cell)
    assert 1 < len({path for _name, path in steps}) <= 4
    for number, (name, path) in enumerate(steps[1:], start=1):
        before = "\n".join((ROOT / place).read_text(encoding="utf-8") for _name, place in steps[:number])
        assert re.search(rf"\b{Path(path).stem}\.({name}\b|__name__)", before), (name, path)


def imported(path: Path) -> set[str]:
    """The modules of `boards.reports` that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "boards.reports":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("boards.reports."):
            found.add(node.module.split(".")[2])
    return found
