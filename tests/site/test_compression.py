"""What leaves the site compressed, and what stays as it is."""

import gzip
import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from boards.views import board as board_views
from boards.views import frames
from boardsite.server import compression
from boardsite.server.compression import CompressionMiddleware, PiecedResponse, packed, packed_in_turn, takes_gzip
from tests.factories import make_project, make_task

TEXTS = st.lists(st.binary(max_size=60).map(lambda text: text * 40) | st.just(b"<li>a card</li>" * 3_000), max_size=6)
LONG = b"<p>again and again</p>" * 100
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def board(owner):
    project = make_project(title="Launch", owner=owner)
    for number in range(10):
        make_task(project=project, title=f"Card {number}")
    return reverse("board", args=[project.pk])


def plain(answer):
    """The content as a browser reads it."""
    assert answer["Content-Encoding"] == "gzip" and int(answer["Content-Length"]) == len(answer.content)
    return gzip.decompress(answer.content).decode()


def test_page_is_compressed_for_who_takes_it(client, owner, board):
    client.force_login(owner)
    bare, packed = client.get(board), client.get(board, headers=GZIP)
    assert "Content-Encoding" not in bare.headers and "Card 7" in bare.text
    assert "Card 7" in plain(packed) and len(packed.content) < len(bare.content) / 4
    assert "Accept-Encoding" in bare["Vary"] and "Accept-Encoding" in packed["Vary"]


@pytest.mark.parametrize(
    "path", ["board", "project-tasks", "/api/v1/tasks", "/api/v1/openapi.json", "/accounts/login/"]
)
def test_both_ways_are_the_same_but_for_masked_secrets(client, owner, board, path):
    if path != "/accounts/login/":
        client.force_login(owner)
    path = path if path.startswith("/") else reverse(path, args=[board.split("/")[2]])
    bare, packed = client.get(path), client.get(path, headers=GZIP)
    assert without_secrets(plain(packed)) == without_secrets(bare.text)


def without_secrets(text):
    return re.sub(r'("X-CSRFToken": "|name="csrfmiddlewaretoken" value=")\w{64}', r"\1", text)


def test_secret_in_a_page_looks_different_each_time_and_its_length_tells_nothing(client, owner, board):
    client.force_login(owner)
    pages = [client.get(board, headers=GZIP) for _time in range(8)]
    assert len({re.search(r'"X-CSRFToken": "(\w{64})', plain(page))[1] for page in pages}) == 8
    assert len({len(compression.gzipped(LONG)) for _time in range(50)}) > 10


@pytest.mark.parametrize("again", ["as told", "strong"])
def test_nothing_is_sent_twice(client, owner, board, again):
    client.force_login(owner)
    for path in (board, f"/api/v1{board}".rstrip("/")):
        told = client.get(path, headers=GZIP)["ETag"]
        etag = told if again == "as told" else told.removeprefix("W/")
        answer = client.get(path, headers=GZIP | {"If-None-Match": etag})
        assert (answer.status_code, answer.content) == (304, b""), path


def test_etag_of_a_compressed_page_is_weak(client, owner, board):
    client.force_login(owner)
    bare, packed = client.get(board)["ETag"], client.get(board, headers=GZIP)["ETag"]
    assert packed == f"W/{bare}"


def test_api_takes_back_the_etag_it_has_told(client, owner, board):
    client.force_login(owner)
    description = "A long one. " * 200
    task = make_task(project=owner.owned_projects.get(), description=description)
    told = client.get(f"/api/v1/tasks/{task.pk}", headers=GZIP)
    assert told["ETag"].startswith('W/"') and description.strip() in plain(told)
    body = {"data": '{"title": "Other"}', "content_type": "application/json"}
    changed = client.patch(f"/api/v1/tasks/{task.pk}", headers={"If-Match": told["ETag"]}, **body)
    assert changed.status_code == 200
    refused = client.patch(f"/api/v1/tasks/{task.pk}", headers={"If-Match": told["ETag"]}, **body)
    assert refused.status_code == 412


def test_head_is_told_what_get_would_be(client, owner, board):
    client.force_login(owner)
    for path in ("/accounts/login/", board, "/api/v1/openapi.json"):
        head = client.head(path, headers=GZIP)
        assert head.content == b"" and head.headers.get("Content-Encoding") == (
            None if head.status_code > 299 else "gzip"
        )


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"short", {}),
        (LONG, {"Content-Type": "application/pdf"}),
        (LONG, {"Content-Type": "image/png"}),
        (LONG, {"Content-Encoding": "br"}),
        (LONG, {"Cache-Control": "no-transform"}),
        (LONG, {"Content-Range": "bytes 0-9/10"}),
    ],
)
def test_left_alone(rf, content, headers):
    response = HttpResponse(content, headers=headers)
    before = dict(response.headers)
    answer = CompressionMiddleware(lambda request: response)(rf.get("/", headers=GZIP))
    assert answer.content == content and dict(answer.headers) == before


def test_what_is_sent_piece_by_piece_is_not_held_up(rf):
    response = StreamingHttpResponse(iter([LONG, LONG]))
    answer = CompressionMiddleware(lambda request: response)(rf.get("/", headers=GZIP))
    assert list(answer) == [LONG, LONG] and "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("named", "takes"),
    [
        ("gzip", True),
        ("GZip", True),
        ("deflate, gzip;q=0.5", True),
        ("br , x-gzip", True),
        ("gzip; q=1.000", True),
        ("", False),
        ("*", False),
        ("identity", False),
        ("gzipped", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("br, gzip ; q=0.0, deflate", False),
    ],
)
def test_who_takes_gzip(named, takes):
    assert takes_gzip(named) == takes


@given(texts=TEXTS, gap=st.sampled_from([0, 1, 64]), before=st.binary(max_size=200))
def test_pieces_that_were_kept_make_the_page_that_they_make_without(texts, gap, before):
    between = bytes(range(1, 65))[:gap]
    kept = packed_in_turn(texts, gap=gap)
    pieces = [before, packed(before), *(piece for one in kept for piece in (one, between)), before]
    page = PiecedResponse(pieces)
    assert page.content == before * 2 + b"".join(text + between for text in texts) + before
    assert gzip.decompress(compression.gzipped(page.content, pieces)) == page.content


def test_what_is_kept_once_is_compressed_about_as_well_as_in_one():
    texts = [b"<li>a card of the column %d</li>" % number * 100 for number in range(5)]
    kept = packed_in_turn(texts, gap=64)
    assert sum(len(piece.deflated) for piece in kept[1:]) < len(kept[0].deflated) * 4
    assert sum(len(piece.deflated) for piece in kept) < sum(len(packed(text).deflated) for text in texts)


def test_page_whose_content_was_changed_is_compressed_as_it_is_now():
    page = PiecedResponse([packed(LONG)])
    page.content = LONG + b"more"
    compression.compress(page)
    assert gzip.decompress(page.content) == LONG + b"more"


def test_board_is_compressed_from_what_is_kept(client, owner, board, monkeypatch):
    client.force_login(owner)
    client.get(board, headers=GZIP)
    for module in (board_views, frames):
        monkeypatch.setattr(module, "packed", None)
    assert "Card 7" in plain(client.get(board, headers=GZIP))
