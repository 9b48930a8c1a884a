"""Odd and hostile text in every text field: refused by name, or shown back to the letter and inert."""

import re
from html import unescape

import pytest
from django.core import mail
from django.test import Client

from boards.exceptions import InvalidInput
from boards.jobs import running
from boards.models import Column, Project, Tag, Task, User
from boards.rules.markdown import to_html
from boards.rules.text import TITLE_LIMIT, WORD_LIMIT, clean_line, clean_tag, clean_text, fold
from boards.services import bulk_creation, columns, invitations, links, projects, tags, tasks
from tests.factories import column_of, fresh, make_project, make_task
from tests.pages import read

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]


def accepted(texts, clean, *options):
    """(text, what is stored) of those that are not refused."""
    pairs = []
    for text in texts:
        try:
            pairs.append((text, clean("field", text, *options)))
        except InvalidInput as error:
            assert error.field == "field" and error.sentence
    return pairs


@pytest.fixture
def titles(hostile_texts):
    return accepted(hostile_texts, clean_line, TITLE_LIMIT)


def test_most_of_the_list_is_accepted(hostile_texts, titles):
    assert len(titles) > len(hostile_texts) * 0.7


def test_single_lines_are_stripped_and_otherwise_kept(titles):
    assert all(stored == text.strip() for text, stored in titles)


def test_several_lines_are_kept_to_the_letter(hostile_texts):
    assert all(stored == text.replace("\r\n", "\n") for text, stored in accepted(hostile_texts, clean_text))


def test_titles_come_back_on_every_page(client_of, project, member, titles):
    drafts = [bulk_creation.TaskDraft(title=text, column=column_of(project=project)) for text, _stored in titles]
    bulk_creation.create_tasks(project=project, drafts=drafts, actor=member)
    assert _all_pages(client_of(member), project) >= {stored for _text, stored in titles}


def test_titles_come_back_from_the_form(client_of, project, member, hostile_sample):
    client, titles = client_of(member), accepted(hostile_sample[::2], clean_line, TITLE_LIMIT)
    for text, _stored in titles:
        assert client.post(f"/projects/{project.pk}/tasks/new/", {"title": text}).status_code == 303, text
    assert list(Task.objects.order_by("number").values_list("title", flat=True)) == [stored for _text, stored in titles]


def _all_pages(client, project) -> set[str]:
    """Every title on the board's windows and the pages of the list; nothing on them may run."""
    shown = set()
    tasks_in_order = list(Task.objects.in_order())
    lane = column_of(project=project)
    addresses = [f"/columns/{lane.pk}/cards/?after={task.position}~{task.pk}" for task in tasks_in_order[49::50]]
    addresses += [f"/projects/{project.pk}/", "/", f"/projects/{project.pk}/activity/"]
    addresses += [f"/projects/{project.pk}/list/?page={number}" for number in range(1, len(tasks_in_order) // 50 + 2)]
    for address in addresses:
        answer = client.get(address)
        page = read(answer.text)
        assert answer.status_code == 200 and not page.dangers, address
        shown |= set(page.texts.get("card-title", []))
    return shown


def test_descriptions_are_shown_inert_and_without_loss(hostile_texts):
    for text, stored in accepted(hostile_texts, clean_text):
        html = to_html(stored)
        assert not read(html).dangers, text
        # Marks of Markdown and HTML's ways to write a letter go; what they stand around or for stays.
        shown = unescape(unescape(html))
        assert all(word in shown for word in re.findall(r"[^\W_]+", unescape(unescape(stored)))), text


def test_descriptions_come_back_in_the_field(client_of, project, member, hostile_texts):
    whole = "\n".join(text for text, _stored in accepted(hostile_texts, clean_text))
    card = make_task(project=project, description=whole)
    page = read(client_of(member).get(f"/tasks/{card.pk}/").text)
    assert not page.dangers
    assert page.texts["description"] == [clean_text("description", whole)]


def test_descriptions_come_back_on_the_task(client_of, project, member, hostile_sample):
    client, lane = client_of(member), column_of(project=project)
    texts = accepted(hostile_sample[::3], clean_text)
    drafts = [bulk_creation.TaskDraft(title="Task", column=lane, description=text) for text, _stored in texts]
    cards = bulk_creation.create_tasks(project=project, drafts=drafts, actor=member)
    for card, (text, stored) in zip(cards, texts, strict=True):
        page = read(client.get(f"/tasks/{card.pk}/").text)
        assert not page.dangers, text
        assert page.texts["description"] == [stored], text


def test_descriptions_are_saved_by_the_form_or_refused_by_name(client_of, project, member, hostile_sample):
    client, card = client_of(member), make_task(project=project)
    unstorable = [text for text in hostile_sample if "\x00" in text or any("\ud800" <= one <= "\udfff" for one in text)]
    for text in [*hostile_sample[::12], *unstorable]:
        answer = client.post(f"/tasks/{card.pk}/edit/", {"description": text})
        if text in unstorable:
            assert answer.status_code == 422 and 'id="error-description"' in answer.text
        else:
            assert answer.status_code == 303 and fresh(card).description == text.replace("\r\n", "\n")


def test_names_of_columns_tags_projects_and_people(client_of, hostile_texts, owner):
    client = client_of(owner)
    words = [text for text, _stored in accepted(hostile_texts, clean_tag)]
    lines = accepted(hostile_texts, clean_line, WORD_LIMIT)
    project = make_project(owner=owner, description="\n".join(text for text, _ in accepted(hostile_texts, clean_text)))
    # A board refuses a second column of a name.
    for text, stored in {fold(stored): (text, stored) for text, stored in lines[:45]}.values():
        columns.create(project=project, name=text, status="in_progress", actor=owner)
        assert Column.objects.filter(project=project, name=stored).exists()
    for start in range(0, len(lines), 45):
        _see_columns(client, owner, lines[start : start + 45])
    bulk_creation.create_tasks(
        project=project, drafts=(), tags=[bulk_creation.TagDraft(text) for text in words], actor=owner
    )
    assert {fold(text.strip()) for text in words} == set(project.tags.values_list("name_key", flat=True))
    pages = [
        "/",
        "/projects/",
        f"/projects/{project.pk}/",
        f"/projects/{project.pk}/settings/",
        f"/projects/{project.pk}/activity/",
    ]
    for address in pages:
        page = client.get(address)
        assert page.status_code == 200 and not read(page.text).dangers, address


def test_names_of_single_tags_are_kept_or_there_already(hostile_sample, project, owner):
    for text, _stored in accepted(hostile_sample, clean_tag):
        _tag(project, text, owner)


def _see_columns(client, owner, lines) -> None:
    project = projects.create(
        title="Names", columns=(*((stored, "pending") for _text, stored in lines), ("Done", "completed")), actor=owner
    )
    page = read(client.get(f"/projects/{project.pk}/").text)
    assert not page.dangers
    assert page.texts["column-name"] == [*(stored for _text, stored in lines), "Done"]


def _tag(project: Project, text: str, owner: User) -> None:
    try:
        assert tags.create(project=project, name=text, actor=owner).name == text.strip()
    except InvalidInput as error:
        assert "tag of that name" in error.sentence and Tag.objects.exists()


def test_profile_name_is_shown_back(client_of, member, project, hostile_sample):
    client = client_of(member)
    for text, stored in accepted(hostile_sample, clean_line, 100)[::20]:
        sent = {"display_name": text, "time_zone": "", "theme": "system"}
        assert client.post("/account/", sent).status_code == 303
        page = read(client.get("/account/").text)
        assert not page.dangers and stored in page.values["display_name"], text


def test_filters_and_searches_never_fail(client_of, member, project, hostile_sample):
    client = client_of(member)
    make_task(project=project)
    for text in hostile_sample[::8]:
        for address in (f"/projects/{project.pk}/", "/tasks/", "/projects/"):
            answer = client.get(address, {"q": text})
            assert answer.status_code in (200, 422) and not read(answer.text).dangers, text


def test_emails_of_new_members_never_fail(client_of, owner, project, hostile_sample, settings):
    client = client_of(owner)
    for text in hostile_sample[::15]:
        answer = client.post(f"/projects/{project.pk}/members/new/", {"email": text, "role": "viewer"})
        assert answer.status_code in (422, 429), text


def test_names_of_public_links_and_titles_behind_them_are_shown_as_they_are(client_of, project, owner, hostile_sample):
    client, stranger = client_of(owner), Client()
    for text, stored in accepted(hostile_sample, clean_line, 100)[::20]:
        made = links.create(project=project, name=text, actor=owner)
        task = make_task(project=project, title=text)
        for page in (client.get(f"/projects/{project.pk}/links/"), stranger.get(f"/shared/{made.secret}/")):
            assert page.status_code == 200 and not read(page.text).dangers, text
        links.revoke(link=made.link, actor=owner)
        assert made.link.name == stored and task.title


def test_titles_in_invitations_are_shown_as_they_are(project, owner, hostile_sample, settings):
    settings.SENDS_EMAIL = True
    stranger = Client()
    for text, _stored in accepted(hostile_sample, clean_line, 500)[::20]:
        projects.update(project=project, changed={"title": text}, seen_version=None, actor=owner)
        made = invitations.invite(project=project, email="new@example.com", role="viewer", actor=owner)
        page = stranger.get(f"/invitation/{made.secret}/", follow=True)
        assert page.status_code == 200 and not read(page.text).dangers, text
        running.run_due()
        [sent] = mail.outbox
        [(html, _kind)] = sent.alternatives
        assert not re.search("<(script|img|svg|iframe|form)", html, flags=re.IGNORECASE), text
        assert "\n" not in sent.subject and sent.recipients() == ["new@example.com"], text
        mail.outbox.clear()
        invitations.withdraw(invitation=made, actor=owner)


def test_bulk_keeps_texts_too(project, owner, titles):
    drafts = [bulk_creation.TaskDraft(title=text, column=column_of(project=project)) for text, _stored in titles]
    made = bulk_creation.create_tasks(project=project, drafts=drafts, actor=owner)
    assert [task.title for task in made] == [stored for _text, stored in titles]
    assert tasks.delete(task=made[0], actor=owner).deleted_at
