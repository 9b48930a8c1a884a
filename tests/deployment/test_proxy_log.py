"""What a real nginx writes down about requests: no path with a secret in it, and no query."""

import json
import re
import shutil
import tempfile
from pathlib import Path

import httpx
import pytest
from django.urls import get_resolver

from tests.drills import stage
from tests.servers import free_port

pytestmark = pytest.mark.once

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "nginx.conf"
SECRETS = {
    "/invitation/ImFubkBleGFtcGxlLmNvbSI:1vMabc:Zm9v-bar_baz/": "/invitation/…",
    "/invitation/lettersalone": "/invitation/…",
    "/shared/bsl_0a1b-2c3d_4e5f/": "/shared/…",
    "/shared/lettersalone/": "/shared/…",
    "/accounts/password/reset/key/3-cu2m4f-9a8b7c6d5e4f/": "/accounts/password/reset/key/…",
    "/accounts/confirm-email/MQ:1vMabc:Zm9vYmFy_x-y/": "/accounts/confirm-email/…",
    "/accounts/confirm-email/MQ%3A1vMabc%3AZm9vYmFy/": "/accounts/confirm-email/…",
    "/accounts//confirm-email/MQ:1vMabc:Zm9vYmFy/": "/…",
    "/calendar/0a1b2c3d4e5f6071.ics": "/calendar/…",
    "/0a1b2c3d4e5f6071": "/…",
}
PLAIN = [
    "/",
    "/projects/17/",
    "/projects/17/report.pdf",
    "/projects/17/members/4/remove/",
    "/tasks/123456/move/",
    "/accounts/login/",
    "/accounts/oidc/sso2/login/callback/",
    "/static/boards/css/base.0a1b2c3d4e5f.css",
    "/admin/boards/user/3/change/",
]


def rules():
    """The rules of the map in the configuration, in their order: (pattern, what is told)."""
    block = re.search(r"map \$request_uri \$place {(.+?)\n    }", CONFIGURATION.read_text(), flags=re.DOTALL)[1]
    return re.findall(r'^ +"~(.+)" +"?([^";]+)"?;$', block, flags=re.MULTILINE)


def told(address):
    """What the map makes of an address; nginx and Python read these patterns alike."""
    for pattern, value in rules():
        if found := re.search(pattern, address):
            return re.sub(r"\$\{?(\w+)\}?", lambda name: found[name[1]], value)
    return "/…"


def routes(resolver, before=""):
    """Every route of the site as it is written in Python."""
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        yield from routes(each, route) if hasattr(each, "url_patterns") else [route]


@pytest.fixture
def folder():
    """One that the processes of nginx may enter, which are nobody's."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


@pytest.mark.parametrize("address", PLAIN)
def test_words_and_numbers_are_told(address):
    assert told(address) == told(f"{address}?next=secret") == address


@pytest.mark.parametrize("address", SECRETS)
def test_secrets_are_left_out(address):
    assert told(address) == told(f"{address}?next=/") == SECRETS[address]


def test_every_route_is_told_up_to_what_a_link_may_hold():
    found = [route.replace("^", "").replace("$", "") for route in routes(get_resolver())]
    numbers = [re.sub(r"<(pk|number|int|slug|path):\w+>", "7", route) for route in found if "(?P" not in route]
    assert len(numbers) > 150
    # No word of ours: it holds the texts of the admin's scripts.
    assert [each for each in numbers if "<" not in each and told(f"/{each}") != f"/{each}"] == ["admin/jsi18n/"]
    open_ended = [re.split(r"<str:|\(\?P", route)[0] for route in found if "<str:" in route or "(?P" in route]
    assert {"invitation/", "accounts/confirm-email/", "accounts/password/reset/key/"} <= set(open_ended)
    for start in open_ended:
        assert "Secret" not in told(f"/{start}Secret:1vMabc:Zm9v/")


def test_a_real_nginx_writes_no_secret_even_when_no_server_answers(folder):
    if not (shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
        pytest.skip("nginx is not installed")
    port = free_port()
    with (
        stage.nginx(folder / "nginx", port, [free_port()]) as log,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        for address in [*SECRETS, *PLAIN]:
            assert client.get(f"{address}?code=query", headers={"Referer": "http://x/from"}).status_code == 503
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    seen = [line["path"] for line in lines if line["path"] != "/healthz"]
    assert seen == [*SECRETS.values(), *PLAIN]
    assert {line["status"] for line in lines} == {503} and all(line["upstream_status"] == "502" for line in lines)
    errors = (log.parent / "error.log").read_text()
    assert not any(part in log.read_text() + errors for part in ("1vMabc", "cu2m4f", "0a1b2c3d4e5f6071", "query"))
