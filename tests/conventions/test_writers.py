"""Who writes, who reads, and how a service is called. Each check is shown to fail on a made-up source as well."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.conventions.sources import ROOT, breaches, layer_of, parts_of, read, sources

pytestmark = pytest.mark.once

# Who writes outside services, and why.
MAY_WRITE = {
    ("boards/events.py", "publish"): "the history row of every change",
    ("boards/events.py", "_written"): "the history rows of a bulk change",
    ("boards/transfer/snapshots.py", "snapshot"): "how its transaction reads; it changes nothing",
    (
        "boards/transfer/backup/restoring.py",
        "_execute",
    ): "a whole database out of a backup, before anybody works with it",
    ("boardsite/database/sqlite3/base.py", "create_cursor"): "Django's own asks for it",
    ("boardsite/database/statistics.py", "_analyse"): "what the database knows of its own indexes",
    ("boardsite/database/loading.py", "write"): "many rows, for services, and out of archives and backups",
    ("boardsite/database/statements.py", "together"): "what reads, and what services write",
    ("boards/signals.py", "_raise"): "the revision, for saves made in a shell",
    ("boards/jobs/small_pictures.py", "make"): "a picture, out of a process without a database",
    ("boards/management/demo_files.py", "_png"): "a picture, into memory",
    ("boards/models/users.py", "create_user"): "the manager that Django's own commands and django-allauth ask",
    ("boards/accounts/forms/accounts.py", "signup"): "called by django-allauth, which has made the account",
    ("boards/accounts/oidc/views.py", "lookup"): "called by django-allauth: when somebody signed in by this identity",
    ("boards/accounts/api_sign_in.py", "change_email"): "django-allauth's form sends the confirmation",
    ("boards/accounts/api_sign_in.py", "_check_code"): "django-allauth's form uses a recovery code up",
    ("boards/accounts/tokens.py", "issue"): "a session, no board data",
    ("boards/accounts/tokens.py", "_pair"): "a session, no board data",
    ("boards/stream/leading.py", "_ask"): "a lock of the database's, no row",
}
MANAGERS = r"\.objects\b|\.(filter|exclude|all|order_by|select_related|prefetch_related|alive|on_board|through)\b"
ALWAYS_WRITES = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "raw", "cursor", "executescript"}
ALWAYS_WRITES |= {"make_all", "make_rows", "making", "saving", "saving_all", "saving_each"}
READERS = {"views", "forms", "api", "middleware"}


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


def test_only_services_write():
    assert breaches(writes, sources()) == {}


def test_every_exception_to_the_rule_is_needed():
    for place, function in MAY_WRITE:
        source = read(ROOT / place)
        assert any(name == function and is_write(call, set()) for name, call in calls(source)), (place, function)


def test_views_and_forms_read_through_queries():
    assert breaches(managers_touched, sources()) == {}


def test_services_take_keywords_and_no_request():
    assert breaches(odd_services, sources()) == {}


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
        "statements.making(task)",
        "statements.saving(task, ['title'])",
        "statements.saving_all(Task, pks, title='x')",
        "statements.saving_each(tasks, ['title'])",
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
        "@service\ndef create(project, *, actor): ...",
        "@service\ndef create(*, actor, project): ...",
        "def helper(request): ...",
    ],
)
def test_odd_services_are_found(source):
    assert odd_services(source, "boards/services/new.py") != []
    assert odd_services("@service\ndef create(*, project, actor): ...", "boards/services/new.py") == []
