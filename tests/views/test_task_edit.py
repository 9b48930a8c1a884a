"""Editing a task: all fields at once, one fact by itself, and together with others."""

import datetime

import pytest

from boards.models import Activity
from boards.services import tasks
from tests.factories import fresh, make_task

HTMX = {"HX-Request": "true"}


@pytest.fixture
def card(project, owner):
    return make_task(project=project, title="Card", description="Old", tag_names=["Copy"], actor=owner)


def edit(client, card, headers=None, **sent):
    return client.post(f"/tasks/{card.pk}/edit/", sent, headers=headers or {})


def edit_opened(client, card, **sent):
    """As htmx sends it from the task itself."""
    return edit(client, card, headers={**HTMX, "X-Task": str(card.pk)}, **sent)


def test_member_saves_every_field(client_of, member, card):
    answer = edit(
        client_of(member),
        card,
        title=" New title ",
        description="Two\r\nlines ",
        priority="4",
        assignee=str(member.pk),
        due_date="2026-12-24",
        progress="60",
        tags="copy, Neu, neu",
        version="1",
    )
    assert answer.status_code == 303
    saved = fresh(card)
    assert (saved.title, saved.description, saved.priority) == ("New title", "Two\nlines ", 4)
    assert (saved.assignee, saved.due_date, saved.progress) == (member, datetime.date(2026, 12, 24), 60)
    assert [tag.name for tag in saved.tags.all()] == ["Copy", "Neu"]
    assert saved.version == 2


@pytest.mark.parametrize(("name", "status"), [("viewer", 403), ("outsider", 404)])
def test_others_may_not(request, client_of, card, name, status):
    assert edit(client_of(request.getfixturevalue(name)), card, title="X").status_code == status
    assert fresh(card).title == "Card"


def test_one_fact_by_itself_leaves_the_others(client_of, member, card):
    answer = edit_opened(client_of(member), card, priority="2", version="1")
    assert answer.status_code == 200 and "<task-view" in answer.text and "Saved" in answer.text
    assert f"""<hx-partial hx-target="task-view[data-task='{card.pk}']" """ in answer.text
    assert (fresh(card).priority, fresh(card).description) == (2, "Old")


def test_answer_changes_the_card_on_an_open_board(client_of, member, card):
    answer = edit(client_of(member), card, headers={**HTMX, "X-Board": str(card.project_id)}, priority="4")
    assert 'hx-target="#task-' in answer.text and "X-Card" in answer


def test_progress_100_completes(client_of, member, card):
    edit(client_of(member), card, progress="100")
    assert fresh(card).column.status == "completed" and fresh(card).is_completed


def test_completed_task_is_locked(client_of, member, card):
    tasks.complete(task=card, actor=member)
    answer = edit(client_of(member), card, headers=HTMX, title="X")
    assert answer.status_code == 409 and "Reopen it" in answer.text
    assert fresh(card).title == "Card"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "  \n "),
        ("title", "a\nb"),
        ("title", "x" * 501),
        ("title", "a\x00b"),
        ("description", "x" * 100_001),
        ("description", "a\x00b"),
        ("priority", "1000"),
        ("priority", "-1"),
        ("priority", "x"),
        ("progress", "101"),
        ("progress", "-1"),
        ("progress", "1e9"),
        ("progress", ""),
        ("due_date", "31.13.2026"),
        ("due_date", "2026-02-30"),
        ("due_date", "0000-00-00"),
        ("assignee", "9" * 30),
        ("assignee", "x"),
        ("assignee", "\x00"),
        ("tags", "x" * 51),
        ("tags", "a\x00"),
        ("version", "x"),
        ("version", "0"),
    ],
)
@pytest.mark.parametrize("send", [edit, edit_opened])
def test_wrong_shapes_are_422_with_a_sentence_and_change_nothing(client_of, member, card, field, value, send):
    answer = send(client_of(member), card, **{"title": "Typed words", field: value})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text and f'id="error-{field}"' in answer.text
    assert field == "title" or "Typed words" in answer.text
    assert fresh(card).version == 1


def test_refused_from_a_card_is_told_by_a_toast(client_of, member, card):
    answer = edit(client_of(member), card, headers=HTMX, priority="x")
    assert answer.status_code == 422 and "toast-error" in answer.text and "<task-view" not in answer.text


def test_viewer_and_outsider_cant_be_assigned(client_of, member, viewer, outsider, card):
    for user in (viewer, outsider):
        assert edit(client_of(member), card, assignee=user.pk).status_code == 422
    assert fresh(card).assignee is None


def test_different_fields_merge(client_of, member, owner, card):
    edit(client_of(owner), card, description="Olga's", version="1")
    answer = edit(client_of(member), card, title="Max's", description="Old", version="1")
    assert answer.status_code == 303
    assert (fresh(card).title, fresh(card).description) == ("Max's", "Olga's")


def test_same_field_gives_both_texts_a_diff_and_a_choice(client_of, member, owner, card):
    edit(client_of(owner), card, description="Old and red", version="1")
    answer = edit(client_of(member), card, title="New title", description="Old and blue", version="1")
    assert answer.status_code == 409
    for part in ("Old and red", "Old and blue", "New title", "<ins>", "<del>", "choice-description", "Owner"):
        assert part in answer.text
    assert fresh(card).title == "Card"


@pytest.mark.parametrize(("choice", "text"), [("mine", "Old and blue"), ("theirs", "Old and red")])
def test_choice_is_saved_and_the_other_fields_along(client_of, member, owner, card, choice, text):
    edit(client_of(owner), card, description="Old and red", version="1")
    sent = {"title": "New title", "description": "Old and blue", "version": "2", "choice-description": choice}
    assert client_of(member).post(f"/tasks/{card.pk}/edit/", sent).status_code == 303
    assert (fresh(card).title, fresh(card).description) == ("New title", text)


def test_history_keeps_before_and_after(client_of, member, card):
    edit(client_of(member), card, description="New")
    assert Activity.objects.latest("pk").changes == {"description": ["Old", "New"]}


def test_get_leads_to_the_task(client_of, member, card):
    assert client_of(member).get(f"/tasks/{card.pk}/edit/")["Location"] == f"/tasks/{card.pk}/"


def test_tags_come_as_boxes_and_as_words(client_of, member, card):
    edit(client_of(member), card, tags=["", "Copy", "design", "one, two"])
    assert sorted(tag.name for tag in card.tags.all()) == ["Copy", "design", "one", "two"]
    edit(client_of(member), card, tags=["", ""])
    assert card.tags.count() == 0
    edit(client_of(member), card, title="No word of tags")
    assert fresh(card).title == "No word of tags"


def test_due_date_in_words_counts_from_the_readers_day(client_of, member, card):
    member.time_zone = "Pacific/Kiritimati"
    member.save()
    edit(client_of(member), card, due_date="tomorrow")
    assert fresh(card).due_date == member.today() + datetime.timedelta(days=1)
    answer = edit_opened(client_of(member), card, due_date="soonish")
    assert answer.status_code == 422 and "Use a date such as tomorrow" in answer.text and "soonish" in answer.text
    edit(client_of(member), card, due_date=" ")
    assert fresh(card).due_date is None


def test_far_too_many_tags_are_refused_in_an_answer_of_usual_size(client_of, member, card):
    answer = edit(client_of(member), card, tags=",".join(f"t{number}" for number in range(20_000)), version="1")
    assert answer.status_code == 422
    assert "Use at most 50 tags on one task." in answer.text
    assert len(answer.content) < 400_000
    assert fresh(card).version == card.version
