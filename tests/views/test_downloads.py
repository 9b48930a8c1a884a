"""What a download of a file is answered, and the page that shows it."""

import re

import pytest

from boards.models import Preview
from boards.services import attachments, members, projects, stored_files
from tests.factories import make_attachment, make_project, make_task, pdf, picture


@pytest.fixture
def task(project):
    return make_task(project=project)


def get(client, attachment, what="", **headers):
    return client.get(
        f"/attachments/{attachment.pk}/{what}", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def test_a_download_is_kept_and_never_run(client_of, task, viewer):
    attachment = make_attachment(task=task, name="a.svg", content=b"<svg onload='alert(1)'/>")
    for what in ("", "inline/"):
        response = get(client_of(viewer), attachment, what)
        assert response.getvalue() == b"<svg onload='alert(1)'/>"
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="a.svg"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Cache-Control"] == "private, no-cache"


def test_pictures_are_shown_in_a_sandbox(client_of, task, viewer):
    attachment = make_attachment(task=task, name="a.html", content=picture())
    response = get(client_of(viewer), attachment, "inline/")
    assert (response["Content-Type"], response["Content-Disposition"]) == ("image/png", 'inline; filename="a.html"')
    assert "sandbox" in response["Content-Security-Policy"] and response["X-Content-Type-Options"] == "nosniff"


def test_pdfs_are_shown_in_a_sandbox_within_pages_of_ours_alone(client_of, task, viewer):
    attachment = make_attachment(task=task, name="a.html", content=pdf("app.alert"))
    response = get(client_of(viewer), attachment, "inline/")
    assert response.getvalue() == pdf("app.alert")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="a.html"'
    policy = response["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "frame-ancestors 'self'", "sandbox"} <= set(policy)
    assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("SAMEORIGIN", "nosniff")
    again = get(client_of(viewer), attachment, "inline/", If_None_Match=response["ETag"])
    names = ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Cache-Control")
    assert again.status_code == 304 and [again[name] for name in names] == [response[name] for name in names]
    part = get(client_of(viewer), attachment, "inline/", Range="bytes=0-4")
    assert (part.status_code, part.getvalue(), part["X-Frame-Options"]) == (206, b"%PDF-", "SAMEORIGIN")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"<html>%PDF-<script>alert(1)</script>"), ("a.pdf", b" %PDF-1.4"), ("a.png", b"%!PS")],
)
def test_what_is_no_pdf_is_never_shown(client_of, task, viewer, name, content):
    attachment = make_attachment(task=task, name=name, content=content)
    response = get(client_of(viewer), attachment, "inline/")
    assert response["Content-Disposition"].startswith("attachment") and response["X-Frame-Options"] == "DENY"
    page = get(client_of(viewer), attachment, "view/")
    assert "can't be shown here" in page.text and "<iframe" not in page.text and "/inline/" not in page.text


def test_a_file_is_looked_at_on_a_page_of_its_own_or_over_another(client_of, task, viewer):
    attachment = make_attachment(task=task, name="<b>a\u202e.pdf", content=pdf())
    page = get(client_of(viewer), attachment, "view/")
    assert page.text.startswith("<!DOCTYPE html>") and "<b>" not in page.text
    assert f'href="/tasks/{task.pk}/#files"' in page.text and "\u202e" not in page.text
    over = client_of(viewer).get(f"/attachments/{attachment.pk}/view/", headers={"HX-Request": "true"})
    assert "<!DOCTYPE" not in over.text and 'commandfor="viewer"' in over.text


def test_the_viewer_leads_to_the_files_that_can_be_seen_in_a_circle(client_of, task, viewer):
    first, _notes, second, broken, third = (
        make_attachment(task=task, content=content) for content in (picture(), b"Notes", pdf(), picture(), picture())
    )
    attachments.note_preview(attachment_id=broken.pk, preview=Preview.BROKEN)
    found = {}
    for each in (first, second, third, broken):
        page = get(client_of(viewer), each, "view/").text
        found[each.pk] = re.findall(r'rel="(\w+)" href="/attachments/(\d+)/view/"', page)
    ids = [str(each.pk) for each in (first, second, third)]
    assert found == {
        first.pk: [("prev", ids[2]), ("next", ids[1])],
        second.pk: [("prev", ids[0]), ("next", ids[2])],
        third.pk: [("prev", ids[1]), ("next", ids[0])],
        broken.pk: [],
    }


def test_access_is_checked_each_time(client_of, task, project, member, outsider, owner):
    attachment = make_attachment(task=task)
    client = client_of(member)
    first = get(client, attachment)
    members.remove(project=project, user=member, actor=owner)
    assert get(client, attachment, If_None_Match=first["ETag"]).status_code == 404
    assert get(client_of(outsider), attachment).status_code == 404


def test_a_deleted_file_is_gone_at_once(client_of, task, owner, member):
    attachment = make_attachment(task=task)
    attachments.delete(attachment=attachment, actor=owner)
    assert get(client_of(member), attachment).status_code == 404


def test_content_that_is_missing_is_not_there(client_of, task, member):
    attachment = make_attachment(task=task)
    stored_files.discard([attachment.key])
    assert get(client_of(member), attachment).status_code == 404


def test_parts_are_given_to_who_asks(client_of, task, member):
    attachment, client = make_attachment(task=task, content=b"0123456789"), client_of(member)
    whole = get(client, attachment)
    assert whole["Accept-Ranges"] == "bytes" and whole.status_code == 200
    part = get(client, attachment, Range="bytes=2-4")
    assert (part.status_code, part.getvalue(), part["Content-Range"], part["Content-Length"]) == (
        206,
        b"234",
        "bytes 2-4/10",
        "3",
    )
    missing = get(client, attachment, Range="bytes=10-")
    assert (missing.status_code, missing["Content-Range"]) == (416, "bytes */10")
    several = get(client, attachment, Range="bytes=0-1,4-5")
    assert several.status_code == 200 and several.getvalue() == b"0123456789"


def test_parts_of_another_state_are_not_mixed(client_of, task, member):
    attachment, client = make_attachment(task=task, content=b"0123456789"), client_of(member)
    whole = get(client, attachment)
    for condition, status in (
        (whole["ETag"], 206),
        (whole["Last-Modified"], 206),
        ('"x"', 200),
        (f"W/{whole['ETag']}", 200),
    ):
        assert get(client, attachment, Range="bytes=2-4", If_Range=condition).status_code == status


def test_who_has_it_gets_nothing_again(client_of, task, member):
    attachment, client = make_attachment(task=task), client_of(member)
    etag = get(client, attachment)["ETag"]
    for given in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        again = get(client, attachment, If_None_Match=given)
        assert (again.status_code, again["ETag"]) == (304, etag)
    assert get(client, attachment, If_None_Match='"x"').status_code == 200


def test_head_says_how_long_it_is(client_of, task, member):
    attachment = make_attachment(task=task)
    response = client_of(member).head(f"/attachments/{attachment.pk}/")
    assert (response.status_code, response["Content-Length"], response.content) == (200, "5", b"")


def test_deleted_projects_take_their_files_along(client_of, task, project, owner, member):
    attachment = make_attachment(task=task)
    projects.delete(project=project, actor=owner)
    assert get(client_of(member), attachment).status_code == 404


def test_others_files_stay_hidden(client_of, member):
    attachment = make_attachment(task=make_task(project=make_project(title="Other")))
    for what in ("", "inline/", "view/", "thumbnail/", "row/"):
        assert get(client_of(member), attachment, what).status_code == 404
