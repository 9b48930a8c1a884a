"""Small pictures of files: what is made, what is left out, and what is refused."""

import io
import struct
import zlib

import pytest
from django.core.cache import caches
from PIL import Image

from boards.jobs import thumbnails
from boards.jobs.registry import Later
from boards.models import Preview
from boardsite.attachments import store
from tests.factories import fresh, make_attachment, make_task, picture


@pytest.fixture
def made(project):
    """`made(content)`: the file once its job has been done."""

    def made(content):
        attachment = make_attachment(task=make_task(project=project), name="a.png", content=content)
        thumbnails.make_thumbnail.run(attachment.pk)
        return fresh(attachment)

    return made


def small(attachment) -> Image.Image:
    name = attachment.thumbnail_key
    return Image.open(io.BytesIO(b"".join(store().pieces(name, 0, store().size(name)))))


def exif(**tags) -> bytes:
    found = Image.Exif()
    found[0x0112] = tags.get("orientation", 1)
    found[0x010F] = "A camera that tells"
    return found.tobytes()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_pictures_get_a_small_one(made, kind):
    attachment = made(picture(kind=kind, size=(1280, 320)))
    assert (attachment.preview, attachment.width, attachment.height) == (Preview.READY, 1280, 320)
    assert (small(attachment).format, small(attachment).size) == ("WEBP", (640, 160))


def test_small_ones_stay_small(made):
    assert small(made(picture(size=(8, 6)))).size == (8, 6)


@pytest.mark.parametrize(("orientation", "size"), [(1, (200, 100)), (3, (200, 100)), (6, (100, 200)), (8, (100, 200))])
def test_a_camera_on_its_side_is_respected(made, orientation, size):
    attachment = made(picture(kind="JPEG", size=(200, 100), exif=exif(orientation=orientation)))
    assert small(attachment).size == (attachment.width, attachment.height) == size


def test_nothing_of_what_a_camera_tells_goes_out(made):
    attachment = made(picture(kind="JPEG", exif=exif()))
    shown = small(attachment)
    assert not shown.getexif() and "A camera" not in repr(shown.info)


def test_sixteen_bits_of_grey_stay_grey(made):
    grey = Image.new("I;16", (40, 30), 0x8000)
    content = io.BytesIO()
    grey.save(content, "PNG")
    level = small(made(content.getvalue())).convert("L").getpixel((20, 15))
    assert 120 < level < 136


def test_holes_stay(made):
    assert small(made(picture(mode="RGBA", color=(0, 0, 0, 0)))).mode == "RGBA"


def test_a_colour_that_stands_for_holes_leaves_no_rim(made):
    # findings/pillow-webp-colour-key.sh
    key, content = (255, 0, 255), io.BytesIO()
    black = Image.new("RGB", (900, 900), key)
    black.paste((0, 0, 0), (205, 205, 703, 703))
    black.save(content, "PNG", transparency=key)
    seen = small(made(content.getvalue())).convert("RGBA").get_flattened_data()
    assert any(alpha == 0 for *_, alpha in seen)
    assert not [each for each in seen if each[0] > 60 and each[3] > 60]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side: int = 60_000) -> bytes:
    """A PNG whose head says that it has some billion pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def test_a_bomb_is_answered_by_a_sentence_on_the_file(made, client_of, member):
    attachment = made(bomb())
    assert attachment.preview == Preview.TOO_LARGE
    page = client_of(member).get(f"/tasks/{attachment.task_id}/").text
    assert "No preview: the picture is too large." in page and "/thumbnail/" not in page


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n", picture()[:40], b"GIF89a", b"\xff\xd8\xff" + b"x" * 50], ids=range(4)
)
def test_a_damaged_picture_is_answered_by_a_sentence(made, content):
    assert made(content).preview == Preview.BROKEN


def test_what_only_begins_like_a_picture_is_none(made):
    assert made(b"RIFF\x10\x00\x00\x00WEBP<script>alert(1)</script>").preview == Preview.BROKEN


def test_a_process_that_takes_too_long_is_too_much(made, monkeypatch):
    monkeypatch.setattr(thumbnails, "SECONDS", 0)
    monkeypatch.setattr(thumbnails, "MEGABYTES", 1)
    assert made(picture()).preview in (Preview.TOO_LARGE, Preview.BROKEN)


def test_very_large_files_are_not_looked_at(made, monkeypatch):
    monkeypatch.setattr(thumbnails, "MOST_BYTES", 10)
    assert made(picture()).preview == Preview.TOO_LARGE


def test_begun_twice_it_is_made_once(made):
    attachment = made(picture())
    thumbnails.make_thumbnail.run(attachment.pk)
    thumbnails.make_thumbnail.run(attachment.pk + 1)
    assert fresh(attachment).preview == Preview.READY


def test_the_small_picture_is_given_with_its_mark(made, client_of, member):
    attachment, client = made(picture()), client_of(member)
    first = client.get(f"/attachments/{attachment.pk}/thumbnail/")
    assert (first.status_code, first["Content-Type"]) == (200, "image/webp")
    again = client.get(f"/attachments/{attachment.pk}/thumbnail/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_one_is_made_at_a_time(made, project):
    attachment = make_attachment(task=make_task(project=project), content=picture())
    caches["default"].add(thumbnails.PLACE, True, 5)
    with pytest.raises(Later):
        thumbnails.make_thumbnail.run(attachment.pk)
    caches["default"].delete(thumbnails.PLACE)
    thumbnails.make_thumbnail.run(attachment.pk)
    assert fresh(attachment).preview == Preview.READY
    assert caches["default"].get(thumbnails.PLACE) is None


def test_the_largest_that_is_looked_at_fits(made):
    attachment = made(picture(mode="RGBA", size=(8000, 5000), color=(9, 9, 9, 99)))
    assert (attachment.preview, attachment.width) == (Preview.READY, 8000)
