"""House rules, read off the sources. Each check is shown to fail on a made-up source as well."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
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
    ("access", "address_lookup", "etags"),
    ("events",),
    ("services",),
    ("reactions",),
    ("FEATURE",),
    ("forms",),
    ("views", "api", "admin", "signals", "middleware", "management", "templatetags"),
    ("openapi",),
    ("urls", "api_urls"),
    ("apps",),
)
RANK = {name: rank for rank, group in enumerate(ORDER) for name in group}
# Rooms of their own, with layers inside. They know the board; the board and each other they know through events.
FEATURES = {"accounts", "reports", "transfer"}
# What puts the board and its features together.
COMPOSERS = {"admin", "api_urls", "apps", "management", "openapi", "signals", "urls"}
# Who writes outside services, and why.
MAY_WRITE = {
    ("boards/events.py", "publish"): "the history row of every change",
    ("boards/events.py", "publish_many"): "the history rows of a bulk change",
    ("boards/transfer/backup/writing.py", "_snapshot"): "how its transaction reads; it changes nothing",
    (
        "boards/transfer/backup/restoring.py",
        "_execute",
    ): "a whole database out of a backup, before anybody works with it",
    ("boardsite/database/prepared.py", "objects"): "reads what Django made the SQL for",
    ("boards/signals.py", "_raise"): "the revision, for saves made in a shell",
    ("boards/models/users.py", "create_user"): "the manager that Django's own commands and django-allauth ask",
    ("boards/accounts/forms/accounts.py", "signup"): "called by django-allauth, which has made the account",
    ("boards/accounts/oidc/views.py", "lookup"): "called by django-allauth: when somebody signed in by this identity",
    ("boards/accounts/api_sign_in.py", "change_email"): "django-allauth's form sends the confirmation",
    ("boards/accounts/api_sign_in.py", "_check_code"): "django-allauth's form uses a recovery code up",
    ("boards/accounts/tokens.py", "issue"): "a session, no board data",
    ("boards/accounts/tokens.py", "_pair"): "a session, no board data",
}
MANAGERS = r"\.objects\b|\.(filter|exclude|all|order_by|select_related|prefetch_related|alive|on_board|through)\b"
ALWAYS_WRITES = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "raw", "cursor", "executescript"}
READERS = {"views", "forms", "api", "middleware"}
INLINE = {
    "style attribute": r"<[^>]*\sstyle\s*=",
    "style element": r"<style\b",
    "script without src": r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))",
    "event attribute": r"<[^>]*\son[a-z]+\s*=",
    "hx-on": r"<[^>]*\shx-on\b",
    "evaluated value": r"=\s*[\"']js:",
    "javascript address": r"javascript:",
}
MACHINE = re.compile("|".join(["/" + "root/", "/" + "work/", "/" + r"home/\w", r"C:\\" + "Users"]))
TEXT = {".py", ".html", ".txt", ".md", ".js", ".css", ".toml", ".json", ".yaml", ".yml", ".in", ".svg", ""}


def sources() -> list[Path]:
    found = [path for folder in ("boards", "boardsite") for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# --- What a source breaks ---------------------------------------------------------------------------------------------


def room_of(parts: list[str]) -> str:
    """The feature that a module of `boards`, in parts, belongs to; "" for the board."""
    return parts[1] if len(parts) > 1 and parts[1] in FEATURES else ""


def layer_of(parts: list[str]) -> str:
    """Its layer: a name of ORDER for what has its place there."""
    if not room_of(parts):
        return parts[-1] if len(parts) == 1 else parts[1]
    return parts[2] if len(parts) > 2 and parts[2] in RANK else "FEATURE"


def parts_of(place: str) -> list[str]:
    return place.removesuffix(".py").removesuffix("/__init__").split("/")


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


def calls(source: str) -> Iterator[tuple[str, ast.Call]]:
    """Each method call, with the name of the function around it."""

    def walk(node: ast.AST, function: str) -> Iterator[tuple[str, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            inner = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute):
                yield inner, child
            yield from walk(child, inner)

    return walk(ast.parse(source), "")


def writers(source: str) -> set[str]:
    """The names under which a source knows modules that write through services, or are services."""
    return {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "services" or re.fullmatch(r"boards\.((\w+\.)?services|management)", node.module or "")
    }


def is_write(call: ast.Call, services: set[str]) -> bool:
    method, receiver = call.func.attr, ast.unparse(call.func.value)
    if receiver in services or receiver == "super()":
        return False
    if method in ALWAYS_WRITES or method in {"save", "create"}:
        return True
    if method == "delete":
        return not call.args and not call.keywords
    return method in {"update", "add", "set", "remove", "clear"} and re.search(MANAGERS, receiver) is not None


def writes(source: str, place: str) -> list[str]:
    if place.startswith("boards/") and layer_of(parts_of(place)) == "services":
        return []
    services = writers(source)
    return [
        f"{function}: {ast.unparse(call)}"
        for function, call in calls(source)
        if is_write(call, services) and (place, function) not in MAY_WRITE
    ]


def managers_touched(source: str, place: str) -> list[str]:
    """Uses of `Model.objects` where reads belong into queries; `.none()` is no read."""
    if not place.startswith("boards/") or layer_of(parts_of(place)) not in READERS:
        return []
    tree = ast.parse(source)
    empty = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "none"}
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager"}
        and id(node) not in empty
    ]


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


def odd_services(source: str, place: str) -> list[str]:
    """Services that are not keyword-only, or have a request; `actor` stands last where there is one."""
    odd = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef) or layer_of(parts_of(place)) != "services":
            continue
        keywords = [argument.arg for argument in node.args.kwonlyargs]
        positional = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
        is_service = any(isinstance(each, ast.Name) and each.id == "service" for each in node.decorator_list)
        public = is_service and not node.name.startswith("_")
        if "request" in keywords + positional or (public and positional) or "actor" in keywords[:-1]:
            odd.append(node.name)
    return odd


def inline(text: str) -> list[str]:
    """What the Content-Security-Policy would block."""
    text = re.sub(r"{#.*?#}|{% comment .*?endcomment %}|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", "x", text, flags=re.DOTALL)
    return [what for what, pattern in INLINE.items() if re.search(pattern, text, flags=re.DOTALL | re.IGNORECASE)]


# --- The sources keep the rules ---------------------------------------------------------------------------------------


def breaches(check: Callable[[str, str], list[str]], paths: list[Path]) -> dict[str, list[str]]:
    """Where a check finds something, and what."""
    return {name_of(path): found for path in paths if (found := check(read(path), name_of(path)))}


def test_imports_go_one_way():
    assert breaches(wrong_imports, [path for path in sources() if "boards/" in name_of(path)]) == {}


def test_every_module_has_its_place_in_the_order():
    places = {layer_of(parts_of(name_of(path))) for path in sources() if re.match("boards/[^_]", name_of(path))}
    assert places <= set(RANK)


def test_only_services_write():
    assert breaches(writes, sources()) == {}


def test_views_and_forms_read_through_queries():
    assert breaches(managers_touched, sources()) == {}


def test_rules_are_pure():
    assert breaches(impurities, sources()) == {}


def test_services_take_keywords_and_no_request():
    assert breaches(odd_services, sources()) == {}


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


def test_modules_are_short():
    assert {name_of(path): length for path in sources() if (length := len(read(path).splitlines())) > 400} == {}


def test_templates_are_short():
    assert {name_of(path): length for path in templates() if (length := len(read(path).splitlines())) > 120} == {}


def test_templates_have_short_lines():
    long = [name_of(path) for path in templates() if any(len(line) > 160 for line in read(path).splitlines())]
    assert [name for name in long if not name.endswith(".txt")] == []  # in an e-mail a new line is a new line


def test_templates_name_addresses_by_their_routes():
    """Those of Jinja stand on hundreds of cards, and are put together by hand for speed."""
    by_hand = r'\b(?:href|action|formaction|hx-get|hx-post)="/(?!static/)'
    assert [
        name_of(path) for path in templates() if "jinja2" not in path.parts and re.search(by_hand, read(path))
    ] == []


def test_templates_have_nothing_inline():
    assert breaches(lambda text, _name: inline(text), templates()) == {}


def ours() -> Iterator[Path]:
    """Every text of ours that goes into the repository."""
    folders = ("boards", "boardsite", "templates", "tests", "docs", "deploy", "static/boards", ".ci")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    found += [path for path in ROOT.iterdir() if not path.name.startswith((".git", ".coverage", "."))]
    for path in found:
        hidden = {"__pycache__", "vendor", "node_modules"} & set(path.parts)
        if path.is_file() and path.suffix in TEXT and not hidden:
            yield path


def test_no_path_of_one_machine_is_written_down():
    found = [name_of(path) for path in ours() if MACHINE.search(path.read_text(encoding="utf-8", errors="replace"))]
    assert found == []


def test_every_exception_to_the_rule_is_needed():
    for place, function in MAY_WRITE:
        source = read(ROOT / place)
        assert any(name == function and is_write(call, set()) for name, call in calls(source)), (place, function)


def test_order_names_each_module_once():
    names = [name for group in ORDER for name in group]
    assert len(names) == len(set(names))


# --- The checks can fail ----------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "line",
    [
        "task.save()",
        "task.save(update_fields=['title'])",
        "task.delete()",
        "Task.objects.create(title='x')",
        "project.tasks.create(title='x')",
        "Task.objects.filter(pk=1).update(title='x')",
        "Task.objects.all().delete()",
        "Task.objects.bulk_create(rows)",
        "Task.objects.bulk_update(rows, ['title'])",
        "Tag.objects.get_or_create(name='x')",
        "Tag.objects.update_or_create(name='x')",
        "Task.objects.raw('DELETE')",
        "connection.cursor()",
        "Task.objects.first().tags.set([])",
    ],
)
def test_writes_are_found(line):
    assert writes(line, "boards/views/new.py") != []
    assert writes(f"def publish():\n    {line}", "boards/views/new.py") != []
    assert writes(line, "boards/services/new.py") == []


@pytest.mark.parametrize(
    "line",
    [
        "from boards.services import tasks\ntasks.create(project=project, actor=user)",
        "from boards.services import tasks as cards\ncards.delete(task=task, actor=user)",
        "values.update({'a': 1})",
        "env.globals.update(static=static)",
        "seen.add(1)",
        "super().save()",
        "caches['fragments'].delete('key')",
        "found = Task.objects.filter(pk=1).first()",
    ],
)
def test_what_is_no_write_is_left_alone(line):
    assert writes(line, "boards/views/new.py") == []


def test_managers_in_views_are_found():
    assert managers_touched("Task.objects.first()", "boards/views/new.py") == ["Task.objects"]
    assert managers_touched("Task._default_manager.first()", "boards/forms/new.py") == ["Task._default_manager"]
    assert managers_touched("User.objects.none()", "boards/forms/new.py") == []
    assert managers_touched("Task.objects.first()", "boards/queries/new.py") == []


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


@pytest.mark.parametrize(
    "source",
    [
        "@service\ndef create(project, *, actor): ...",
        "@service\ndef create(*, actor, project): ...",
        "def helper(request): ...",
    ],
)
def test_odd_services_are_found(source):
    assert odd_services(source, "boards/services/new.py") != []
    assert odd_services("@service\ndef create(*, project, actor): ...", "boards/services/new.py") == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<p style="color:red">', "style attribute"),
        ("<p\n  STYLE='x'>", "style attribute"),
        ("<style>p {}</style>", "style element"),
        ("<script>alert(1)</script>", "script without src"),
        ('<script type="module">import x</script>', "script without src"),
        ('<button onclick="go()">', "event attribute"),
        ('<button hx-on:click="go()">', "hx-on"),
        ("<a href='javascript:go()'>", "javascript address"),
        ("<div hx-vals='js:{a: 1}'>", "evaluated value"),
    ],
)
def test_inline_things_are_found(text, what):
    assert what in inline(text)


@pytest.mark.parametrize(
    "text",
    [
        '<script src="{% static "x.js" %}" type="module"></script>',
        '<script type="application/json">{}</script>',
        '<p class="style">on = style=</p>',
        "{# <p style='x'> #}",
        '<option value="one">',
        '<a href="{% url "x" on=1 %}">',
    ],
)
def test_what_is_not_inline_is_left_alone(text):
    assert inline(text) == []


def test_machine_paths_are_found():
    for start in ("/ro" + "ot/x", "/wo" + "rk/x", "/ho" + "me/ada/x"):
        assert MACHINE.search(f"open('{start}')")
    assert not MACHINE.search("/rooted /networking /homeland")


def test_there_is_something_to_look_at():
    assert len(sources()) > 50
    assert len(templates()) > 10
    assert sum(1 for _path in ours()) > 100


FORMATS = re.compile(r"""(?:date:["']|date_format\([^"'\n]*,\s*["'])(?!c["']|l["']|M Y["']|Y-m-d["']|[A-Z_]{6,}["'])""")


def test_dates_are_written_as_the_language_writes_them():
    """Django's own formats, or one that can be translated; the letters of a format stand in no page."""
    assert FORMATS.search('{{ at|date:"j M Y" }}') and FORMATS.search('date_format(day, "j M")')
    assert not FORMATS.search('{{ at|date:"DATE_FORMAT" }} {{ at|date:"c" }}')
    assert [path.name for path in [*templates(), *sources()] if FORMATS.search(path.read_text(encoding="utf-8"))] == []
