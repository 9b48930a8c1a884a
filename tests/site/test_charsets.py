"""Text comes as UTF-8: a request that names another encoding is refused, before anything of it is decoded."""

import asyncio

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient
from django.urls import reverse

from boardsite.server.handler import OneThreadHandler
from tests.factories import make_project

FORM = "application/x-www-form-urlencoded"
# Each is known to Python; those of the second line turn bytes into bytes, or text into text.
OTHERS = [
    *("utf-16", "utf-32", "utf-7", "iso-8859-1", "cp1252", "shift_jis", "idna", "punycode", "raw_unicode_escape"),
    *("hex", "base64", "rot13", "zlib", "bz2", "quopri", "uu"),
    *("nonsense", "utf-8 x"),
]
SAME = ["utf-8", "UTF-8", "utf8", '"utf-8"', "us-ascii"]


class Asking:
    """Django's test client, by way of the kind of request that the server makes."""

    def __init__(self):
        self.client = AsyncClient()
        self.force_login = self.client.force_login

    @async_to_sync
    async def get(self, path, **given):
        return await self.client.get(path, **given)

    @async_to_sync
    async def post(self, path, body, content_type):
        return await self.client.generic("POST", path, body, content_type)


@pytest.fixture
def client():
    return Asking()


@pytest.mark.parametrize("charset", OTHERS)
def test_page_asked_for_in_another_encoding_is_refused(client, db, charset):
    for kind in ("text/plain", "text/html", FORM, "multipart/form-data; boundary=x", "application/json"):
        answer = client.get("/accounts/login/?next=/", headers={"Content-Type": f"{kind}; charset={charset}"})
        assert answer.status_code == 400, kind
        assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("charset", OTHERS)
def test_sign_in_form_in_another_encoding_is_refused(client, db, charset):
    for kind in (FORM, "multipart/form-data; boundary=x", "text/plain"):
        answer = client.post("/accounts/login/", b"login=a&password=b", content_type=f"{kind}; charset={charset}")
        assert answer.status_code == 400


@pytest.mark.parametrize("charset", SAME)
def test_utf_8_by_whatever_name_is_read(client, owner, charset):
    client.force_login(owner)
    answer = client.post(
        reverse("project-create"), "title=Caf%C3%A9&visibility=personal", content_type=f"{FORM}; charset={charset}"
    )
    assert answer.status_code == 303
    assert "Café" in client.get(answer["Location"], headers={"Content-Type": f"text/plain; charset={charset}"}).text


def test_api_says_so_in_its_own_way(client, owner):
    client.force_login(owner)
    project = make_project(owner=owner)
    kind = "application/json; charset=utf-16"
    for answer in (
        client.get(f"/api/v1/projects/{project.pk}", headers={"Content-Type": kind}),
        client.post("/api/v1/projects", '{"title": "a"}'.encode("utf-16"), content_type=kind),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "part", ["charset*=nonsense''x", "charset*=hex''7574", "charset*0*=utf-16''x", "a*=%%%''", "*="]
)
def test_head_that_can_not_be_read_is_refused_or_ignored(part):
    statuses = []

    async def ask():
        messages = [{"type": "http.request"}]

        async def receive():
            return messages.pop() if messages else await asyncio.Event().wait()

        async def send(message):
            statuses.append(message.get("status"))

        headers = [(b"host", b"127.0.0.1"), (b"content-type", f"text/plain; {part}".encode())]
        scope = {"type": "http", "method": "GET", "path": "/healthz", "query_string": b"", "headers": headers}
        await OneThreadHandler()(scope, receive, send)

    asyncio.run(ask())
    assert statuses[0] in (200, 400)


@pytest.mark.parametrize("name", ["filename*=nonsense''x", "filename*=hex''7574", "name*=utf-16''x"])
def test_part_of_a_form_that_can_not_be_read_is_no_error_of_ours(client, db, name):
    body = (
        f'--x\r\nContent-Disposition: form-data; name="login"; {name}\r\nContent-Type: text/plain; charset=hex\r\n\r\na'
    )
    answer = client.post("/accounts/login/", f"{body}\r\n--x--\r\n", content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (200, 400, 422)
