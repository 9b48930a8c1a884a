"""The real thing: prepare, collect the static files, and gunicorn as `make run` starts it."""

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from tests.servers import free_port, until_up

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
# Each on a connection of its own. There is no TLS, and to read the authorities' certificates takes longer than to ask.
ask = partial(httpx.get, verify=False)

# In one process, as each takes a second to start, and without the files of others, which take seconds to compress.
PREPARE = """
import django
from django.core.management import call_command
django.setup()
call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin", "ninja"])
call_command("prepare")
"""


@pytest.fixture(scope="module")
def database_url(tmp_path_factory):
    """An empty database of the kind the tests run on."""
    given = os.environ.get("DATABASE_URL")
    if not given:
        yield f"sqlite:///{tmp_path_factory.mktemp('database')}/db.sqlite3"
        return
    name = f"smoke_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlsplit(given)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def server(database_url, tmp_path_factory):
    """A running server; gives its address and what `prepare` printed."""
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "boardsite.settings",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "WORKERS": "2",
    }
    options = {"env": environment, "cwd": ROOT, "text": True}
    prepared = subprocess.run([sys.executable, "-c", PREPARE], check=True, stdout=subprocess.PIPE, **options).stdout
    command = [BIN / "gunicorn", "-c", "python:boardsite.server.config"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    url = environment["SITE_URL"]
    try:
        until_up(f"{url}/healthz")
        yield url, prepared
        process.terminate()
        assert process.wait(20) == 0
    finally:
        process.kill()


def test_it_is_up(server):
    assert ask(f"{server[0]}/healthz").status_code == 200


def test_static_files_are_compressed_and_kept_by_the_browser(server):
    url, _ = server
    page = ask(f"{url}/accounts/login/")
    assert page.status_code == 200
    [style] = set(re.findall(r"/static/boards/bundles/site\.[0-9a-f]{12}\.css", page.text))
    answer = ask(url + style, headers={"Accept-Encoding": "br, gzip"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] in {"br", "gzip"}


def test_policy_allows_nothing_inline(server):
    policy = ask(f"{server[0]}/accounts/login/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy


def test_unknown_host_is_refused(server):
    assert ask(server[0], headers={"Host": "evil.example.com"}).status_code == 400


@pytest.fixture
def client(server):
    """Somebody signed in to the demonstration as its owner."""
    url, prepared = server
    [password] = re.findall(r"Password of all five: +(\S+)", prepared)
    with httpx.Client(base_url=url, follow_redirects=True, verify=False) as client:
        form = client.get("/accounts/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
        fields = {"csrfmiddlewaretoken": token, "login": "Owner@example.com", "password": password}
        answer = client.post("/accounts/login/", data=fields, headers={"Referer": f"{url}/accounts/login/"})
        assert answer.status_code == 200
        yield client


def test_demonstration_can_be_signed_in_to(client):
    assert "boardsite_session" in client.cookies


# A browser with a window asks for the icon of the site besides, which this one doesn't.
@pytest.mark.browser
@pytest.mark.parametrize(
    ("page", "most"),
    # Of the demonstration, whose first column has a picture on a card.
    [("board", 8), ("home", 7), ("task", 7), ("tasks", 7), ("account_login", 7)],
    ids=lambda value: str(value),
)
def test_first_visit_asks_for_few_files_and_a_second_for_the_page_alone(client, browser, page, most):
    made = re.search(r"/projects/\d+/", client.get("/").text)[0]
    addresses = {
        "board": made,
        "home": "/",
        "task": _task_of(client, made),
        "tasks": "/tasks/",
        "account_login": "/accounts/login/",
    }
    context = browser.new_context(base_url=str(client.base_url))
    if page != "account_login":
        context.add_cookies(
            [{"name": name, "value": value, "url": str(client.base_url)} for name, value in client.cookies.items()]
        )
    opened = context.new_page()
    errors = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    first, second = _sizes(opened, addresses[page]), _sizes(opened, addresses[page])
    context.close()
    assert len(first) <= most and sum(first.values()) < 160_000, first
    # Pictures are asked for each time too, as rights may end; none comes over the wire twice.
    assert len([name for name in second if not name.endswith("/thumbnail/")]) == 1, second
    assert not errors


def _task_of(client, board):
    return re.search(r'href="(/tasks/\d+/)', client.get(board).text)[1]


def _sizes(page, address):
    """The bytes that came over the wire by what was asked for; what the browser had kept is left out."""
    page.goto(address, wait_until="networkidle")
    entries = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
    sizes = page.evaluate(f"{entries}.map((entry) => [entry.name, entry.transferSize])")
    return {name: size for name, size in sizes if size}


def answered(url):
    """How many requests for `/healthz` the site says it has answered."""
    text = ask(f"{url}/metrics").text
    return sum(
        map(float, re.findall(r'^boardsite_requests_total\{.*route="healthz".*\} ([\d.]+)$', text, re.MULTILINE))
    )


def test_each_worker_tells_the_numbers_of_all(server):
    url, _ = server
    before = answered(url)
    for _time in range(10):
        ask(f"{url}/healthz")
    assert [answered(url) for _time in range(4)] == [before + 10] * 4
