"""What all tests share: the standing people, a project with them in it, clean caches."""

import asyncio
import gc
import json
import logging
import os
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from boards.api import limits
from boards.models import Membership, Project, User
from boardsite.observing.logs import Seldom
from tests.api_caller import Api
from tests.factories import sign_in
from tests.servers import start_postgres

pytest_plugins = ["tests.browser", "tests.pango"]

UNMEASURED = ("browser", "unmeasured")
# How many cases of one test, in each process, are measured for coverage: further ones mostly repeat them.
MEASURED_CASES = 1
_cases: Counter[str] = Counter()

# Tests with programs of their own (a browser, servers) share the machine with whatever else runs on it.
WITH_PROGRAMS = ("browser", "long")

hypothesis.settings.register_profile("suite", deadline=None, print_blob=True, max_examples=50)
hypothesis.settings.load_profile("suite")


def pytest_configure() -> None:
    settings.VAR_DIR.mkdir(mode=0o700, exist_ok=True)
    if connection.vendor == "postgresql":
        # For tests that commit: to truncate all tables takes twenty times as long as to delete the few rows in them.
        type(connection.ops).sql_flush = _deletions


def _deletions(operations: BaseDatabaseOperations, style: object, tables: list[str], **kwargs: object) -> list[str]:
    """The statements that empty the tables in whatever order, without a look at foreign keys."""
    rows = [f"DELETE FROM {operations.quote_name(table)}" for table in tables]
    return ["SET LOCAL session_replication_role = replica", *rows]


def pytest_collection_finish() -> None:
    """Searching all that has been loaded for garbage, again and again, takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_unconfigure() -> None:
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last, and the long ones of each kind first, so that nobody waits for them in the end.

    Those with programs of their own are tried a second time when they fail, and the summary names them (RERUN): such
    a line is a fault to be looked into, which needn't hold up everybody else. Tests within one process have no such
    excuse.
    """
    for item in items:
        if any(map(item.get_closest_marker, WITH_PROGRAMS)):
            item.add_marker(pytest.mark.flaky(reruns=1))
        if item.get_closest_marker("once") and connection.vendor == "postgresql":
            item.add_marker(pytest.mark.skip(reason="alike on both shapes, and run on SQLite"))
    items.sort(key=lambda item: (bool(item.get_closest_marker("browser")), not item.get_closest_marker("long")))


@contextmanager
def _no_loop_left_running(item: pytest.Item) -> Iterator[None]:
    """Playwright keeps its event loop running in the thread until the process ends; only browser tests shall meet it.

    They come last, but a worker that is done with its own takes what another has left, of whatever kind. What a test
    and its module open and close belongs to it: Django has one connection for a thread, and another one for a loop
    that runs in it.
    """
    left = None if item.get_closest_marker("browser") else asyncio._get_running_loop()
    if left is None:
        yield
        return
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        # With the last test of all Playwright is closed.
        asyncio._set_running_loop(None if left.is_closed() else left)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """In a thread without a loop, and measured unless it goes over what others have seen: coverage doubles the time."""
    with _no_loop_left_running(item), _measured(item):
        return (yield)


@contextmanager
def _measured(item: pytest.Item) -> Iterator[None]:
    coverage = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    test = item.nodeid.partition("[")[0]
    _cases[test] += 1
    if coverage is None or (_cases[test] <= MEASURED_CASES and not any(map(item.get_closest_marker, UNMEASURED))):
        yield
        return
    coverage.pause()
    try:
        yield
    finally:
        coverage.resume()


@pytest.fixture(autouse=True)
def _empty_caches(request: pytest.FixtureRequest) -> Iterator[None]:
    """No fragment, no count of tries and no silence gets from one test into the next."""
    caches["fragments"].clear()
    limits.forget()
    _say_again()
    yield
    # Other tests are rolled back; these have committed, and flushing leaves the cache table alone.
    if "transactional_db" in request.fixturenames or "live_server" in request.fixturenames or _commits(request):
        with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM boardsite_cache")


def _say_again() -> None:
    """What the log says once a minute, each test hears anew."""
    for logger in [logging.getLogger(name) for name in settings.LOGGING["loggers"]]:
        for seldom in logger.filters:
            if isinstance(seldom, Seldom):
                seldom.forget()


def _commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture
def other_database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind the tests do not run on."""
    if connection.vendor == "postgresql":
        yield f"sqlite:///{tmp_path}/other.sqlite3"
        return
    with start_postgres() as server:
        yield server.url


def person(name: str, **fields: object) -> User:
    """A person with the address NAME@example.com."""
    return User.objects.create_user(email=f"{name}@example.com", display_name=name.title(), **fields)


@pytest.fixture
def owner(db: None) -> User:
    return person("owner")


@pytest.fixture
def admin(db: None) -> User:
    return person("admin")


@pytest.fixture
def member(db: None) -> User:
    return person("member")


@pytest.fixture
def viewer(db: None) -> User:
    return person("viewer")


@pytest.fixture
def outsider(db: None) -> User:
    """Has an account, and no role in the project."""
    return person("outsider")


@pytest.fixture
def staff(db: None) -> User:
    """A site administrator."""
    return person("staff", is_staff=True, is_superuser=True)


@pytest.fixture
def project(owner: User, admin: User, member: User, viewer: User) -> Project:
    """A personal project of the owner's, with the admin, the member and the viewer in it from its first moment on."""
    from boards.services import projects

    made = projects.create(title="Launch", actor=owner)
    roles = ((admin, "admin"), (member, "member"), (viewer, "viewer"))
    # Written past the service, which makes a change of each: nearly every test starts here.
    Membership.objects.bulk_create(Membership(project=made, user=user, role=role) for user, role in roles)
    made.refresh_from_db()
    return made


@pytest.fixture
def client_of() -> Callable[[User | None], Client]:
    """`client_of(owner)`: a client with that person signed in; nobody for None."""

    def client_of(user: User | None) -> Client:
        client = Client()
        if user is not None:
            sign_in(client, user)
        return client

    return client_of


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of test data: the one in TEST_DATA, or the small one beside this file."""
    given = os.environ.get("TEST_DATA")
    return Path(given).resolve() if given else Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def hostile_texts(test_data: Path) -> list[str]:
    """Every string of the lists in `hostile/`."""
    return [text for texts in _hostile_lists(test_data) for text in texts]


@pytest.fixture(scope="session")
def hostile_sample(test_data: Path) -> list[str]:
    """All of the short lists and every sixth of the long ones: for where each text costs a request of its own."""
    lists = _hostile_lists(test_data)
    return [text for texts in lists for text in (texts[::6] if len(texts) > 100 else texts)]


def _hostile_lists(test_data: Path) -> list[list[str]]:
    return [_texts(path) for path in sorted((test_data / "hostile").glob("*.json"))]


def _texts(path: Path) -> list[str]:
    content = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(content, dict):
        content = [row for rows in content.values() if isinstance(rows, list) for row in rows]
    return [row["s"] if isinstance(row, dict) else row for row in content]


@pytest.fixture
def api_of() -> Callable[[User | None], Api]:
    """`api_of(owner)`: calls as that person; as nobody for None."""
    return Api


@pytest.fixture
def api(owner: User) -> Api:
    """Calls as the owner of the project."""
    return Api(owner)
