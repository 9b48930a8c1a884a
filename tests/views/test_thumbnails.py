"""Small pictures of files: who keeps them for how long, and what they cost a board."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Preview
from boards.services import attachments, members, stored_files
from tests.factories import make_attachment, make_task, picture


@pytest.fixture
def task(project):
    return make_task(project=project)


def with_thumbnail(attachment):
    stored_files.keep_thumbnail(attachment.thumbnail_key, b"small")
    attachments.note_preview(attachment_id=attachment.pk, preview=Preview.READY)
    return attachment


def test_small_pictures_need_not_be_asked_for_again_under_the_address_of_their_content(client_of, task, viewer):
    one, other = (with_thumbnail(make_attachment(task=task, content=picture(color=color))) for color in (1, 2))
    mark, foreign = (each.thumbnail_address.rpartition("/")[2] for each in (one, other))
    assert mark != foreign
    client = client_of(viewer)
    assert one.thumbnail_address in client.get(f"/tasks/{task.pk}/").text
    kept = client.get(one.thumbnail_address)
    assert kept["Cache-Control"] == "private, max-age=86400, immutable"
    # Whoever signs in after somebody in the same browser is not shown what that one has seen.
    assert "Cookie" in kept["Vary"]
    again = client.get(one.thumbnail_address, headers={"If-None-Match": kept["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, kept["Cache-Control"])
    for wrong in ("", foreign, f"{mark}&x=1"):
        assert client.get(f"/attachments/{one.pk}/thumbnail/{wrong}")["Cache-Control"] == "private, no-cache"


def test_small_pictures_end_with_the_way_in(client_of, task, project, member, outsider, owner):
    attachment = with_thumbnail(make_attachment(task=task, content=picture()))
    address = attachment.thumbnail_address
    etag = client_of(member).get(address)["ETag"]
    members.remove(project=project, user=member, actor=owner)
    for person in (member, outsider):
        answer = client_of(person).get(address, headers={"If-None-Match": etag})
        assert answer.status_code == 404 and "max-age" not in answer["Cache-Control"]


def test_a_board_with_covers_takes_one_query_more_and_none_once_it_is_kept(client_of, project, member):
    client = client_of(member)

    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(f"/projects/{project.pk}/")
        return len(found)

    tasks = [make_task(project=project) for _each in range(4)]
    queries()
    without, counts = queries(), []
    for task in tasks:
        attachment = with_thumbnail(make_attachment(task=task, content=picture()))
        attachments.choose_cover(attachment=attachment, on=True, actor=project.owner)
        counts.append(queries())
    assert len(set(counts)) == 1 and queries() == without
