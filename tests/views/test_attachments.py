"""Files on the page of a task, and what a download is answered."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Attachment, Preview
from boards.services import attachments, comments, stored_files
from boardsite.attachments import store
from tests import pages
from tests.factories import fresh, make_attachment, make_project, make_task, pdf, picture

HTMX = {"HX-Request": "true"}


@pytest.fixture
def task(project):
    return make_task(project=project)


def in_task(task) -> dict[str, str]:
    return HTMX | {"X-Task": str(task.pk)}


def send(client, task, *files, **more):
    sent = [SimpleUploadedFile(name, content, content_type="text/html") for name, content in files]
    headers = more.pop("headers", {})
    return client.post(f"/tasks/{task.pk}/attachments/", {"file": sent, **more}, headers=headers)


def kept() -> int:
    return sum(1 for _each in store().names())


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def get(client, attachment, what="", **headers):
    return client.get(
        f"/attachments/{attachment.pk}/{what}", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


# --- Attaching --------------------------------------------------------------------------------------------------------


def test_a_plain_form_attaches_several_files(client_of, task, member):
    response = send(client_of(member), task, ("a.txt", b"A"), ("b.txt", b"B"))
    assert response.status_code == 303 and response.url == f"/tasks/{task.pk}/#files"
    page = client_of(member).get(f"/tasks/{task.pk}/")
    assert re.findall(r'class="file-name"[^>]*>([^<]+)<', page.text) == ["a.txt", "b.txt"]
    assert not pages.read(page.text).dangers
    assert {row.uploaded_by for row in Attachment.objects.all()} == {member}


def test_htmx_is_answered_with_what_changes(client_of, task, member):
    response = send(client_of(member), task, ("a.png", picture()), headers=in_task(task))
    file = Attachment.objects.get()
    assert 'hx-target="#file-list"' in response.text and f'id="file-{file.pk}"' in response.text
    assert f'"![a.png](/attachments/{file.pk}/)"' in response["X-Attachment"]


def test_the_answer_counts_files_that_came_at_the_same_time(client_of, task, member, monkeypatch):
    add = attachments.add

    def together(**given):
        made = add(**given)
        monkeypatch.setattr(attachments, "add", add)
        make_attachment(task=fresh(task), actor=member)
        return made

    monkeypatch.setattr(attachments, "add", together)
    answer = send(client_of(member), task, ("a.txt", b"A"), headers=in_task(task)).text
    assert answer.count('<li class="file') == 2 and 'id="file-count">2<' in answer and 'data-count="2"' in answer


def test_the_name_that_is_sent_beside_the_file_is_exact(client_of, task, member):
    # Django reads `&amp;` in the name of a part as HTML.
    send(client_of(member), task, ("x", b"A"), name="a&amp;b\u202e.txt")
    assert Attachment.objects.get().name == "a&amp;b\u202e.txt"


def test_nothing_is_no_file(client_of, task, member):
    assert client_of(member).post(f"/tasks/{task.pk}/attachments/").status_code == 422


def test_an_empty_file_is_one(client_of, task, member):
    send(client_of(member), task, ("empty.txt", b""))
    file = Attachment.objects.get()
    response = get(client_of(member), file)
    assert (file.size, body(response), response["Content-Length"]) == (0, b"", "0")


def test_what_is_too_large_is_refused_with_a_sentence_and_leaves_nothing(client_of, task, member, settings):
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, megabytes=1)
    before = kept()
    response = send(client_of(member), task, ("a.bin", b"x" * 1_000_001), headers=HTMX)
    assert response.status_code == 409 and "A file may have at most 1 MB." in response.text
    assert kept() == before and not Attachment.objects.exists()


def test_what_can_be_taken_of_several_is(client_of, task, member, settings):
    settings.ATTACHMENTS = replace(settings.ATTACHMENTS, megabytes=1)
    response = send(client_of(member), task, ("a.bin", b"x" * 1_000_001), ("b.txt", b"B"), headers=HTMX)
    assert response.status_code == 200 and "Attached b.txt. A file may have at most 1 MB." in response.text


def test_files_beyond_the_most_at_once_are_said_to_be_missing(client_of, task, member):
    response = send(client_of(member), task, *((f"{at}.txt", b"A") for at in range(22)), headers=HTMX)
    assert "Attached 20 files. At most 20 files can be sent at once." in response.text
    assert Attachment.objects.count() == 20


def test_a_row_that_fails_leaves_no_content(client_of, task, member, monkeypatch):
    def fail(**_given):
        raise RuntimeError

    before = kept()
    monkeypatch.setattr(attachments, "add", fail)
    with pytest.raises(RuntimeError):
        send(client_of(member), task, ("a.txt", b"A"))
    assert kept() == before


@pytest.mark.parametrize(("size", "status"), [("1000", 204), ("99000000000", 409), ("9" * 50, 409), ("x", 204)])
def test_who_is_about_to_send_is_told_whether_it_would_be_taken(client_of, task, member, size, status):
    headers = {"X-Upload-Size": size}
    assert client_of(member).get(f"/tasks/{task.pk}/attachments/", headers=headers).status_code == status


def test_viewers_are_told_that_they_would_be_refused(client_of, task, viewer):
    assert client_of(viewer).get(f"/tasks/{task.pk}/attachments/", headers={"X-Upload-Size": "1"}).status_code == 403


# --- What is shown ----------------------------------------------------------------------------------------------------


def test_viewers_see_files_and_no_form(client_of, task, viewer):
    make_attachment(task=task)
    page = client_of(viewer).get(f"/tasks/{task.pk}/").text
    assert "notes.txt" in page and "file-drop" not in page and "/rename/" not in page


def test_without_files_viewers_see_no_section(client_of, task, viewer):
    assert 'id="files"' not in client_of(viewer).get(f"/tasks/{task.pk}/").text


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>.txt", '"><script>alert(1)</script>', "a\u202egpj.exe"])
def test_hostile_names_are_shown_safely(client_of, task, member, name):
    make_attachment(task=task, name=name.replace("/", ""))
    page = client_of(member).get(f"/tasks/{task.pk}/")
    assert not pages.read(page.text).dangers and "\u202e" not in page.text


def test_a_task_with_files_takes_a_constant_number_of_queries(client_of, project, member):
    few, many = make_task(project=project), make_task(project=project)
    make_attachment(task=few)
    for _each in range(12):
        make_attachment(task=many, content=picture())
    client = client_of(member)

    def queries(task):
        with CaptureQueriesContext(connection) as found:
            client.get(f"/tasks/{task.pk}/")
        return len(found)

    queries(few)
    assert queries(few) == queries(many)


def test_a_file_that_waits_for_its_preview_asks_again_but_not_for_ever(client_of, task, member):
    attachment = make_attachment(task=task, content=picture())
    client = client_of(member)
    assert f"/attachments/{attachment.pk}/row/?asked=1" in client.get(f"/tasks/{task.pk}/").text
    row = client.get(f"/attachments/{attachment.pk}/row/?asked=1", headers=HTMX)
    assert "asked=2" in row.text
    assert "asked=" not in client.get(f"/attachments/{attachment.pk}/row/?asked=10", headers=HTMX).text
    attachments.note_preview(attachment_id=attachment.pk, preview=Preview.READY, width=80, height=60)
    row = client.get(f"/attachments/{attachment.pk}/row/?asked=2", headers=HTMX)
    assert "asked=" not in row.text and f"/attachments/{attachment.pk}/thumbnail/" in row.text


def test_pictures_of_ours_are_shown_in_texts_and_others_are_links(client_of, task, member):
    attachment = make_attachment(task=task, content=picture())
    text = f"![Plan](/attachments/{attachment.pk}/) ![Other](https://example.com/x.png) ![No](/attachments/x/)"
    comments.add(task=task, text=text, actor=member)
    page = client_of(member).get(f"/tasks/{task.pk}/").text
    assert f'<img src="/attachments/{attachment.pk}/inline/" alt="Plan"' in page
    assert 'src="https://example.com' not in page and 'href="https://example.com/x.png"' in page


def test_cards_show_how_many_files_and_the_cover(client_of, project, task, owner, member):
    attachment = make_attachment(task=task, content=picture())
    attachments.note_preview(attachment_id=attachment.pk, preview=Preview.READY)
    response = client_of(member).post(f"/attachments/{attachment.pk}/cover/", {"on": "1"}, headers=in_task(task))
    assert response.status_code == 200
    page = client_of(member).get(f"/projects/{project.pk}/").text
    assert f'<img class="card-cover" src="{attachment.thumbnail_address}"' in page
    assert '<span class="visually-hidden">Files: </span>' in page


def test_renamed_and_deleted_from_the_page(client_of, task, member):
    attachment, client = make_attachment(task=task), client_of(member)
    renamed = client.post(f"/attachments/{attachment.pk}/rename/", {"name": "New.txt"}, headers=in_task(task))
    assert "New.txt" in renamed.text and "File renamed." in renamed.text
    deleted = client.post(f"/attachments/{attachment.pk}/delete/", headers=in_task(task))
    assert "File deleted." in deleted.text and deleted["X-Undo"] and f'id="file-{attachment.pk}"' not in deleted.text
    client.post(f"/activity/{deleted['X-Undo']}/undo/")
    assert fresh(attachment).deleted_at is None


# --- Downloads --------------------------------------------------------------------------------------------------------


def test_a_download_is_kept_and_never_run(client_of, task, viewer):
    attachment = make_attachment(task=task, name="a.svg", content=b"<svg onload='alert(1)'/>")
    for what in ("", "inline/"):
        response = get(client_of(viewer), attachment, what)
        assert body(response) == b"<svg onload='alert(1)'/>"
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
    assert body(response) == pdf("app.alert")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="a.html"'
    policy = response["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "frame-ancestors 'self'", "sandbox"} <= set(policy)
    assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("SAMEORIGIN", "nosniff")
    again = get(client_of(viewer), attachment, "inline/", If_None_Match=response["ETag"])
    names = ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Cache-Control")
    assert again.status_code == 304 and [again[name] for name in names] == [response[name] for name in names]
    part = get(client_of(viewer), attachment, "inline/", Range="bytes=0-4")
    assert (part.status_code, body(part), part["X-Frame-Options"]) == (206, b"%PDF-", "SAMEORIGIN")


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
    over = client_of(viewer).get(f"/attachments/{attachment.pk}/view/", headers=HTMX)
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
    kept = get(client, one, f"thumbnail/{mark}")
    assert kept["Cache-Control"] == "private, max-age=86400, immutable"
    # Whoever signs in after somebody in the same browser is not shown what that one has seen.
    assert "Cookie" in kept["Vary"]
    again = get(client, one, f"thumbnail/{mark}", If_None_Match=kept["ETag"])
    assert (again.status_code, again["Cache-Control"]) == (304, kept["Cache-Control"])
    for wrong in ("", foreign, f"{mark}&x=1"):
        assert get(client, one, f"thumbnail/{wrong}")["Cache-Control"] == "private, no-cache"


def test_small_pictures_end_with_the_way_in(client_of, task, project, member, outsider, owner):
    from boards.services import members

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


def test_access_is_checked_each_time(client_of, task, project, member, outsider, owner):
    from boards.services import members

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
    assert (part.status_code, body(part), part["Content-Range"], part["Content-Length"]) == (
        206,
        b"234",
        "bytes 2-4/10",
        "3",
    )
    missing = get(client, attachment, Range="bytes=10-")
    assert (missing.status_code, missing["Content-Range"]) == (416, "bytes */10")
    several = get(client, attachment, Range="bytes=0-1,4-5")
    assert several.status_code == 200 and body(several) == b"0123456789"


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
    from boards.services import projects

    attachment = make_attachment(task=task)
    projects.delete(project=project, actor=owner)
    assert get(client_of(member), attachment).status_code == 404


def test_others_files_stay_hidden(client_of, member):
    attachment = make_attachment(task=make_task(project=make_project(title="Other")))
    for what in ("", "inline/", "view/", "thumbnail/", "row/"):
        assert get(client_of(member), attachment, what).status_code == 404
