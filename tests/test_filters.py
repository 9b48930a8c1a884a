"""TaskFilter: each parameter alone, values nobody should send, and the bar that shows them."""

import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from boards.exceptions import InvalidInput
from boards.filters import FilterBar, TaskFilter
from boards.models import Task
from boards.queries import board
from boards.rules.text import clean_line
from boards.services import columns, projects, tasks
from boards.services.bulk_creation import TaskDraft, create_tasks

TODAY = datetime.date(2026, 11, 21)


def day(step):
    return TODAY + datetime.timedelta(days=step)


def make(project, title, actor, **values):
    return tasks.create(project=project, title=title, actor=actor, **values)


def chosen(query, project, person, **options):
    found = TaskFilter(
        QueryDict(query), Task.objects.filter(project=project), person=person, today=TODAY, project=project, **options
    )
    assert found.is_valid(), found.sentences()
    return [task.title for task in found.qs]


def refused(query, project, person):
    found = TaskFilter(QueryDict(query), Task.objects.all(), person=person, today=TODAY, project=project)
    assert not found.is_valid()
    return found.sentences()


@pytest.fixture
def three(project, owner):
    """Alpha, Beta and Gamma, each different in everything one can filter by."""
    middle = project.columns.get(status="in_progress")
    make(project, "Alpha", owner, tag_names=["Design", "Copy"], priority=1, due_date=day(-1), assignee=owner)
    member = project.memberships.get(role="member").user
    make(project, "beta", owner, tag_names=["design"], priority=4, due_date=day(0), assignee=member, column=middle)
    make(project, "Gamma", owner, description="The Straße is long", priority=7, due_date=day(8))
    return project


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Alpha", "Gamma", "beta"]),
        ("q=ALPH", ["Alpha"]),
        ("q=STRASSE", ["Gamma"]),
        ("q=%232", ["beta"]),
        ("q=2", ["beta"]),
        ("q=nothing+like+it", []),
        ("tag=DESIGN", ["Alpha", "beta"]),
        ("tag=design&tag=copy", ["Alpha"]),
        ("tag=unknown", []),
        ("tag=", ["Alpha", "Gamma", "beta"]),
        ("status=in_progress", ["beta"]),
        ("status=In+Progress", ["beta"]),
        ("status=pending&status=in-progress", ["Alpha", "Gamma", "beta"]),
        ("assignee=me", ["Alpha"]),
        ("assignee=none", ["Gamma"]),
        ("assignee=me&assignee=none", ["Alpha", "Gamma"]),
        ("assignee=999999999999999999", []),
        ("mine=1", ["Alpha"]),
        ("mine=0", ["Alpha", "Gamma", "beta"]),
        ("priority=4", ["beta"]),
        ("priority=low", ["Alpha"]),
        ("priority=urgent", ["Gamma", "beta"]),
        ("priority=urgent&priority=1", ["Alpha", "Gamma", "beta"]),
        ("priority_min=4", ["Gamma", "beta"]),
        ("due=overdue", ["Alpha"]),
        ("due=today", ["beta"]),
        ("due=week", ["beta"]),
        ("due=future", ["Gamma"]),
        ("due=overdue&due=future", ["Alpha", "Gamma"]),
        ("due=none", []),
        ("due_before=2026-11-21", ["Alpha"]),
        ("due_after=2026-11-21", ["Gamma"]),
        ("completed=true", []),
        ("completed=false", ["Alpha", "Gamma", "beta"]),
        ("archived=true", []),
        ("archived=false", ["Alpha", "Gamma", "beta"]),
        ("project=999999", []),
        ("updated_since=2020-01-01", ["Alpha", "Gamma", "beta"]),
        ("updated_since=9998-01-01T00:00:00%2B02:00", []),
        ("updated_since=9998-01-01T00:00:00+02:00", []),
        ("sort=priority", ["Alpha", "beta", "Gamma"]),
        ("sort=-priority", ["Gamma", "beta", "Alpha"]),
        ("sort=title", ["Alpha", "beta", "Gamma"]),
        ("sort=-title", ["Gamma", "beta", "Alpha"]),
        ("sort=due_date", ["Alpha", "beta", "Gamma"]),
        ("sort=-due_date", ["Gamma", "beta", "Alpha"]),
        ("sort=status", ["Alpha", "Gamma", "beta"]),
        ("sort=-status", ["beta", "Gamma", "Alpha"]),
        ("sort=created_at", ["Alpha", "beta", "Gamma"]),
        ("sort=-created_at", ["Gamma", "beta", "Alpha"]),
        ("sort=-position", ["beta", "Gamma", "Alpha"]),
        ("unknown=1&page=3", ["Alpha", "Gamma", "beta"]),
    ],
)
def test_parameter_chooses(three, owner, query, titles):
    assert chosen(query, three, owner) == titles


def test_filters_add_up(three, owner):
    assert chosen("tag=design&due=today&priority_min=2", three, owner) == ["beta"]


def test_assignee_by_id(three, owner, member):
    assert chosen(f"assignee={member.pk}", three, owner) == ["beta"]


def test_tasks_without_a_date_come_last_either_way(three, owner):
    make(three, "Delta", owner)
    assert chosen("sort=due_date", three, owner)[-1] == "Delta"
    assert chosen("sort=-due_date", three, owner)[-1] == "Delta"


def test_equal_tasks_keep_one_order(project, owner):
    made = [make(project, "Same", owner) for _ in range(5)]
    found = TaskFilter(QueryDict("sort=-priority"), Task.objects.all(), person=owner, today=TODAY, project=project)
    assert [task.pk for task in found.qs] == [task.pk for task in reversed(made)]


def test_completed_tasks_are_not_due(three, owner):
    tasks.complete(task=Task.objects.get(title="Alpha"), actor=owner)
    assert chosen("due=overdue", three, owner) == []
    assert chosen("completed=1", three, owner) == ["Alpha"]
    assert chosen("status=completed", three, owner) == ["Alpha"]


def test_archived_tasks_only_for_those_who_ask(three, owner):
    tasks.archive(task=Task.objects.get(title="Alpha"), actor=owner)
    assert chosen("", three, owner) == ["Gamma", "beta"]
    assert chosen("archived=1", three, owner) == ["Alpha"]


def test_tasks_of_an_archived_project(three, owner):
    projects.archive(project=three, actor=owner)
    three.refresh_from_db()
    assert chosen("", three, owner) == ["Alpha", "Gamma", "beta"]
    everywhere = TaskFilter(QueryDict(""), Task.objects.all(), person=owner, today=TODAY)
    assert not everywhere.qs.exists()
    everywhere = TaskFilter(QueryDict("archived=1"), Task.objects.all(), person=owner, today=TODAY)
    assert everywhere.qs.count() == 3


def test_order_of_a_board_follows_its_columns(three, owner):
    columns.move(column=three.columns.get(status="in_progress"), after=None, actor=owner)
    assert chosen("", three, owner) == ["beta", "Alpha", "Gamma"]


def test_updated_since_without_an_offset_is_in_the_readers_time(three, owner):
    Task.objects.update(updated_at=datetime.datetime(2026, 11, 20, 23, 30, tzinfo=datetime.UTC))
    with timezone.override("Europe/Berlin"):
        assert chosen("updated_since=2026-11-21", three, owner) != []
    with timezone.override("UTC"):
        assert chosen("updated_since=2026-11-21", three, owner) == []


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=a%00b",
        "q=" + "x" * 501,
        "q=a%0Ab",
        "tag=%00",
        "tag=" + "x" * 51,
        "&".join(["tag=a"] * 51),
        "status=done",
        "assignee=you",
        "assignee=-1",
        "assignee=%D9%A3",
        "assignee=9999999999999999999",
        "priority=1000",
        "priority=-1",
        "priority=1.5",
        "priority_min=1000",
        "priority_min=x",
        "due=yesterday",
        "due_before=tomorrow",
        "due_before=2026-02-30",
        "due_before=20261121",
        "due_after=0000-01-01",
        "completed=banana",
        "archived=2",
        "mine=maybe",
        "project=0",
        "project=9223372036854775808",
        "project=x",
        "updated_since=yesterday",
        "updated_since=2026-13-01",
        "updated_since=0001-01-01T00:00:00%2B14:00",
        "updated_since=9999-12-31T23:59:59-14:00",
        "sort=id",
        "sort=--title",
        "sort=title;drop",
        "sort=-",
    ],
)
def test_bad_value_is_refused_with_a_sentence(three, owner, query):
    [sentence] = refused(query, three, owner)
    assert sentence.startswith("“" + query.partition("=")[0])


def test_half_a_character_pair_is_refused(three, owner):
    found = TaskFilter({"q": "a\ud800", "tag": "\udfff"}, Task.objects.all(), person=owner, today=TODAY)
    assert not found.is_valid()
    assert set(found.errors) == {"q", "tag"}
    assert "\ud800" not in FilterBar(found, load=lambda: board.menus(three).choices).q


def test_hostile_text_is_found_again_or_refused(project, owner, hostile_sample):
    for text in hostile_sample[::2]:
        for data in ({"q": text}, {"tag": text, "sort": text, "due": text, "project": text, "updated_since": text}):
            found = TaskFilter(data, Task.objects.filter(project=project), person=owner, today=TODAY)
            found.is_valid()
            list(found.qs)
            found.sentences()


def test_a_task_is_found_by_its_own_title(project, owner, hostile_texts, hostile_sample):
    titles = list(filter(None, map(_as_title, hostile_texts)))
    drafts = [TaskDraft(title=title, column=project.columns.first()) for title in titles]
    create_tasks(project=project, drafts=drafts, actor=owner)
    for title in filter(None, map(_as_title, hostile_sample)):
        assert title in chosen(_query(q=title), project, owner)


def _as_title(text):
    try:
        return clean_line("title", text, 500)
    except InvalidInput:
        return None


def _query(**values):
    query = QueryDict(mutable=True)
    query.update(values)
    return query.urlencode()


def test_percent_and_underscore_stand_for_themselves(project, owner):
    make(project, "100% sure_thing", owner)
    assert chosen("q=%25", project, owner) == ["100% sure_thing"]
    assert chosen("q=_t", project, owner) == ["100% sure_thing"]
    assert chosen("q=100_", project, owner) == []


def test_unknown_parameters_are_named(project, owner):
    found = TaskFilter(QueryDict("page=2&colour=red&q=x"), Task.objects.all(), person=owner, today=TODAY)
    assert found.unknown(known=["page"]) == ["colour"]


def test_active_only_when_something_is_chosen(project, owner):
    def active(query):
        return TaskFilter(QueryDict(query), Task.objects.all(), person=owner, today=TODAY).is_active

    assert not active("")
    assert not active("sort=title&q=&tag=&foo=1")
    assert active("q=x")
    assert active("due=nonsense")


def bar(query, project, person, **options):
    found = TaskFilter(QueryDict(query), Task.objects.all(), person=person, today=TODAY, project=project)
    return FilterBar(found, load=lambda: board.menus(project).choices, **options)


def checked(shown, name):
    [picker] = [picker for picker in shown.pickers if picker.name == name]
    assert picker.count == sum(choice.checked for choice in picker.choices)
    return [choice.value for choice in picker.chosen]


def test_bar_shows_what_is_chosen(three, owner, member):
    shown = bar(f"tag=DESIGN&tag=gone&assignee=me&assignee={member.pk}&due=week&priority=urgent", three, owner)
    assert checked(shown, "tag") == ["design", "gone"] or checked(shown, "tag") == ["Design", "gone"]
    assert checked(shown, "assignee") == ["me", str(member.pk)]
    assert checked(shown, "due") == ["week"]
    assert checked(shown, "priority") == ["urgent"]
    assert checked(shown, "status") == []


def test_bar_offers_those_who_can_be_assigned(three, owner, viewer):
    people = next(picker for picker in bar("", three, owner).pickers if picker.name == "assignee")
    assert [choice.label for choice in people.choices] == ["Assigned to me", "Nobody", "Admin", "Member", "Owner"]


def test_bar_asks_once_for_tags_and_people_and_never_before_it_is_shown(three, owner, django_assert_num_queries):
    with django_assert_num_queries(0):
        shown = bar("tag=design&q=x", three, owner)
        assert shown.is_active
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        assert len(shown.pickers) == 5
        assert len(shown.pickers) == 5


def test_bar_keeps_what_it_has_no_control_for(three, owner):
    shown = bar("q=x&sort=-title&due_before=2026-12-01&page=4", three, owner)
    assert shown.hidden == [("due_before", "2026-12-01"), ("sort", "-title")]
    assert shown.clear_query == "?sort=-title"
    assert shown.with_value("sort", "title") == "?q=x&due_before=2026-12-01&sort=title"
    assert shown.with_value("q", "") == "?sort=-title&due_before=2026-12-01"
    assert shown.archived_query.endswith("&archived=1")


def test_bar_shows_choices_that_have_no_box_of_their_own(three, owner, outsider):
    shown = bar(f"assignee={outsider.pk}&priority=7&priority=4", three, owner)
    assert checked(shown, "assignee") == [str(outsider.pk)]
    assert checked(shown, "priority") == ["7", "4"]


def test_bar_of_a_list_can_hide_completed_tasks(three, owner):
    shown = bar("completed=false&due_before=nonsense&priority_min=2", three, owner)
    assert shown.hides_completed
    assert shown.hidden == [("priority_min", "2")]
    assert ("completed", "false") in bar("completed=false", three, owner, offers_archived=False).hidden
