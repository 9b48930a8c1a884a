"""The history in words."""

import datetime
import re
import time

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from boards import events
from boards.events import Kind
from boards.filters import HistoryFilter
from boards.models import Activity, Role
from boards.queries import history, history_change, history_rows
from boards.services import columns, groups, members, projects, tags, tasks, undo
from tests.factories import column_of, fresh, make_group, make_tag, make_task, make_user
from tests.plans import plan_of


def told(project):
    """The latest sentence, without markup."""
    entry = history.of_project(project, reader=project.owner, role=Role.OWNER).days[0].entries[0]
    return re.sub(r"</?q>", '"', re.sub(r"</?(b|a)\b[^>]*>", "", str(entry.sentence)))


def of_task(task, reader):
    return history.of_task(fresh(task), reader=reader, role=Role.OWNER)


def update(task, actor, **changed):
    return tasks.update(task=task, changed=changed, seen_version=None, actor=actor)


@pytest.fixture
def task(project):
    return make_task(project=project, title="Write")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": "Read"}, 'Owner renamed #1 Read from "Write" to "Read"'),
        ({"description": "Text"}, "Owner changed the description of #1 Write"),
        ({"priority": 3}, "Owner set the priority of #1 Write from None to High"),
        ({"priority": 9}, "Owner set the priority of #1 Write from None to Urgent 9"),
        ({"progress": 40}, "Owner set the progress of #1 Write from 0\N{NO-BREAK SPACE}% to 40\N{NO-BREAK SPACE}%"),
        ({"due_date": datetime.date(2026, 11, 3)}, "Owner set the due date of #1 Write to 3 November 2026"),
        ({"tags": ["bug"]}, 'Owner tagged #1 Write with "bug"'),
        ({"progress": 100}, "Owner completed #1 Write"),
        ({"title": "A", "priority": 1}, "Owner changed #1 A"),
    ],
)
def test_a_change_of_a_task(project, owner, task, changed, sentence):
    update(task, owner, **changed)
    assert told(project) == sentence


def test_who_a_task_is_given_to(project, owner, member, task):
    update(task, owner, assignee=member)
    assert told(project) == "Owner assigned #1 Write to Member"
    update(task, owner, assignee=owner)
    assert told(project) == "Owner took on #1 Write"
    update(task, owner, assignee=member)
    assert told(project) == "Owner handed #1 Write from Owner to Member"
    update(task, owner, assignee=None)
    assert told(project) == "Owner took #1 Write off Member"


def test_tags_come_and_go(project, owner, task):
    update(task, owner, tags=["a", "b"])
    update(task, owner, tags=["b", "c"])
    assert told(project) == 'Owner replaced the tags "a" of #1 Write by "c"'
    update(task, owner, tags=["b"])
    assert told(project) == 'Owner took "c" off #1 Write'


def test_a_new_name_leaves_no_old_one_behind(project, owner, member, task):
    update(task, owner, assignee=member)
    member.display_name = "Newname"
    member.save()
    assert told(project) == "Owner assigned #1 Write to Newname"


def test_moves_of_a_task(project, owner, task):
    other = make_task(project=project, title="Other")
    tasks.move(task=other, column_id=task.column_id, actor=owner)
    assert told(project) == "Owner moved #2 Other within its column"
    moved = tasks.move(task=task, column_id=column_of(project=project, status="in_progress").pk, actor=owner)
    assert told(project) == 'Owner moved #1 Write from "Pending" to "In progress"'
    undo.undo(activity=Activity.objects.get(pk=moved.activity_id), actor=owner)
    assert told(project) == "Owner undid a change of #1 Write"


def test_several_fields_are_spelled_out(project, owner, member, task):
    update(task, owner, title="A", priority=1, assignee=member)
    entry = of_task(task, owner)[0]
    assert ("Title", "Write", "A") in entry.details and ("Assignee", "nobody", "Member") in entry.details


def test_a_long_text_comes_with_what_differs(owner, task):
    update(task, owner, description="one two three")
    update(task, owner, description="one 2 three")
    assert of_task(task, owner)[0].has_texts
    (text,) = history_change.told(Activity.objects.latest("pk"), reader=owner, role=Role.OWNER).texts
    assert [(part.kind, part.text) for part in text.parts] == [
        ("same", "one "),
        ("del", "two"),
        ("ins", "2"),
        ("same", " three"),
    ]


def test_a_task_speaks_of_itself(owner, task):
    update(task, owner, priority=1)
    assert "this task" in of_task(task, owner)[0].sentence


def test_projects_columns_tags_and_members(project, owner, admin, member, viewer, outsider):
    projects.update(project=project, changed={"visibility": "public"}, seen_version=None, actor=owner)
    assert told(project) == "Owner made this project public"
    column = columns.create(project=project, name="Review", status="in_progress", actor=admin)
    assert told(project) == 'Admin added the column "Review"'
    columns.update(column=column, name="Check", status="in_progress", wip_limit=None, actor=admin)
    assert told(project) == 'Admin renamed the column "Review" to "Check"'
    columns.update(column=column, name="Check", status="in_progress", wip_limit=4, actor=admin)
    assert told(project) == 'Admin set the WIP limit of "Check" to 4'
    columns.delete(column=column, into=column_of(project=project), actor=admin)
    assert told(project) == 'Admin removed the column "Check" and moved its tasks to "Pending"'
    tag, into = make_tag(project=project, name="a"), make_tag(project=project, name="b")
    assert told(project) == 'Owner made the tag "b"'
    tags.update(tag=tag, name="c", colour=tag.colour, actor=member)
    assert told(project) == 'Member renamed the tag "a" to "c"'
    tags.merge(tag=tag, into=into, actor=member)
    assert told(project) == 'Member merged the tag "c" into "b"'
    members.add(project=project, user=outsider, role="viewer", actor=owner)
    assert told(project) == "Owner added Outsider as viewer"
    members.change_role(project=project, user=outsider, role="admin", actor=owner)
    assert told(project) == "Owner changed the role of Outsider from viewer to admin"
    members.remove(project=project, user=outsider, actor=owner)
    assert told(project) == "Owner removed Outsider from this project"
    members.remove(project=project, user=viewer, actor=viewer)
    assert told(project) == "Viewer left this project"
    projects.transfer(project=project, to=member, actor=owner)
    assert told(project) == "Owner handed this project over from Owner to Member"


def test_groups_and_whom_they_bring_are_told(project, owner, staff, outsider, viewer):
    group = groups.create(name="Team", actor=staff)
    groups.give_role(project=project, group=group, role="member", actor=owner)
    assert told(project) == 'Owner added the group "Team" as member'
    groups.add(group=group, users=[outsider], actor=staff)
    assert told(project) == 'Staff brought in Outsider as member through the group "Team"'
    groups.add(group=group, users=[viewer], actor=staff)
    assert told(project) == 'Staff changed the role of Viewer from viewer to member through the group "Team"'
    members.change_role(project=project, user=outsider, role="viewer", actor=owner)
    assert told(project) == "Owner changed the own role of Outsider from none to viewer"
    members.remove(project=project, user=outsider, actor=outsider)
    groups.remove(group=group, user=outsider, actor=staff)
    assert told(project) == 'Staff let Outsider go with the group "Team"'


def test_what_a_sign_in_brings_is_told_of_oneself(project, owner, staff, outsider):
    made = [
        groups.create(name=name, source=groups.Source("https://id.example.com", name), actor=staff) for name in "ab"
    ]
    for group, role in zip(made, ("viewer", "admin"), strict=True):
        groups.give_role(project=project, group=group, role=role, actor=owner)
    groups.bring(issuer="https://id.example.com", user=outsider, claims={"a"})
    assert told(project) == 'Outsider joined this project as viewer through the group "a"'
    groups.bring(issuer="https://id.example.com", user=outsider, claims={"a", "b"})
    assert told(project) == 'Outsider became admin instead of viewer through the group "b"'
    groups.bring(issuer="https://id.example.com", user=outsider, claims=())
    assert told(project) == 'Outsider left this project with the group "a"'


def test_change_of_a_groups_role_is_told_once_however_many_people_it_has(project, owner, staff):
    crowd = [make_user(name=f"crowd{number}") for number in range(3)]
    group = make_group(name="Team", people=crowd, project=project, role="viewer")
    groups.change_role(project=project, group=group, role="admin", actor=owner)
    groups.take_role(project=project, group=group, actor=owner)
    entries = history.of_project(project, reader=owner, role=Role.OWNER).days[0].entries
    assert [re.sub("<.*?>", "", entry.sentence) for entry in entries[:3]] == [
        "Owner removed the group Team from this project",
        "Owner changed the role of the group Team from viewer to admin",
        "Owner added the group Team as viewer",
    ]
    assert Activity.objects.filter(project=project, kind__startswith="member.").count() >= 9


CHANGES = {
    Kind.PROJECT_TRANSFERRED: {"owner": [{"id": 1}, {"id": 2}]},
    Kind.MEMBER_ADDED: {"member": [None, {"id": 1}], "role": [None, "member"]},
    Kind.MEMBER_CHANGED: {"member": [{"id": 1}, {"id": 1}], "role": ["viewer", "member"]},
    Kind.MEMBER_REMOVED: {"member": [{"id": 1}, None], "role": ["viewer", None]},
    Kind.GROUP_ADDED: {"group": [None, {"id": 1, "name": "A"}], "role": [None, "member"]},
    Kind.GROUP_CHANGED: {"group": [{"id": 1, "name": "A"}] * 2, "role": ["viewer", "member"]},
    Kind.GROUP_REMOVED: {"group": [{"id": 1, "name": "A"}, None], "role": ["viewer", None]},
    Kind.COLUMN_CREATED: {"column": [None, {"id": 1, "name": "A"}], "status": [None, "pending"]},
    Kind.COLUMN_UPDATED: {"column": [{"id": 1, "name": "A"}] * 2, "name": ["B", "A"]},
    Kind.COLUMN_MOVED: {"column": [{"id": 1, "name": "A"}] * 2, "position": ["a", "b"]},
    Kind.COLUMN_DELETED: {"column": [{"id": 1, "name": "A"}, None], "into": [None, {"id": 2, "name": "B"}]},
    Kind.TAG_CREATED: {"name": [None, "a"]},
    Kind.TAG_UPDATED: {"colour": [1, 2], "tag": [None, "a"]},
    Kind.TAG_MERGED: {"tag": ["a", "b"]},
    Kind.TAG_DELETED: {"tag": ["a", None]},
    Kind.TASK_CREATED: {"title": [None, "A"], "column": [None, {"id": 1, "name": "A"}]},
    Kind.WEB_LINK_CREATED: {"web_link": [None, {"id": 1, "name": "Prices"}]},
    Kind.WEB_LINK_UPDATED: {"web_link": [{"id": 1, "name": "Prices"}, {"id": 1, "name": "All prices"}]},
    Kind.WEB_LINK_DELETED: {"web_link": [{"id": 1, "name": "Prices"}, None]},
    Kind.ATTACHMENT_CREATED: {"attachment": [None, {"id": 1, "name": "a.txt"}]},
    Kind.ATTACHMENT_UPDATED: {"attachment": [{"id": 1, "name": "a.txt"}, {"id": 1, "name": "b.txt"}]},
    Kind.ATTACHMENT_DELETED: {"attachment": [{"id": 1, "name": "a.txt"}, None]},
    Kind.COMMENT_CREATED: {"comment": [None, {"id": 1}], "text": [None, "A"], "comment_version": [None, 1]},
    **dict.fromkeys(
        [kind for kind in Kind if kind.startswith(("checklist.", "item."))],
        {
            "checklist": [{"id": 1, "name": "A"}, {"id": 1, "name": "B"}],
            "item": [{"id": 1, "name": "A"}, {"id": 1, "name": "B"}],
            "items": [None, [{"id": 1, "name": "A"}]],
        },
    ),
    Kind.LINK_CREATED: {"relation": [None, "blocks"], "linked": [None, {"id": 1}]},
    Kind.LINK_DELETED: {"relation": ["parent", None], "linked": [{"id": 0}, None]},
    Kind.TASK_MOVED: {"column": [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]},
}
_OF_TASKS = ("task.", "comment.", "checklist.", "item.", "attachment.", "web_link.", "link.")


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_words(project, owner, task, kind):
    about = task if kind.value.startswith(_OF_TASKS) else None
    with events.by_means("import"):
        row = events.row(kind, project=project, actor=owner, task=about, changes=CHANGES.get(kind, {}))
    row.save()
    entry = history.of_project(project, reader=project.owner, role=Role.OWNER).days[0].entries[0]
    assert entry.sentence.startswith("<b>Owner</b> ") and "{" not in entry.sentence
    assert entry.means == "by import"


def test_somebody_who_is_gone_is_somebody(project, task):
    events.row(Kind.TASK_ARCHIVED, project=project, actor=None, task=task).save()
    assert told(project) == "Somebody archived #1 Write"


def test_days_follow_the_readers_zone(project, task):
    moment = datetime.datetime(2026, 1, 1, 23, 30, tzinfo=datetime.UTC)
    Activity.objects.filter(task=task).update(created_at=moment)
    with timezone.override("Europe/Stockholm"):
        days = history.of_project(project, reader=project.owner, role=Role.OWNER).days
    assert datetime.date(2026, 1, 2) in [day.date for day in days]


def test_two_queries_whatever_it_holds(project, owner, django_assert_num_queries):
    for number in range(5):
        person = make_user(name=f"person{number}")
        members.add(project=project, user=person, role="member", actor=owner)
        update(make_task(project=project), owner, assignee=person)
    # All that stands in the way of taking back the reader's own is on the page.
    with django_assert_num_queries(2):
        history.of_project(project, reader=project.owner, role=Role.OWNER)


def test_a_page_reads_no_long_texts(owner, task):
    for letter in "abcdef":
        update(task, owner, description=letter * 90_000)
    with CaptureQueriesContext(connection) as seen:
        rows = history_rows.read(history_rows.newest())
    assert len(seen) == 1 and rows[0].changes["description"] == [None, None]
    assert all(len(str(row.changes)) < 1000 for row in rows)


# Texts of which nothing stands where it did, of few words, of many, and of one that never ends.
WORST = [
    ("a " * 50_000, "b " * 50_000),
    ("a\n" * 50_000, "b\na\n" * 25_000),
    ("x" * 100_000, "y" * 100_000),
    (" ".join(map(str, range(17_000))), " ".join(map(str, reversed(range(17_000))))),
    ("a b c\n" * 390, "c b a\nd\n" * 200),
]


@pytest.mark.parametrize(("before", "after"), WORST)
def test_texts_of_a_hundred_thousand_letters_are_compared_in_time(owner, task, before, after):
    update(task, owner, description=before.strip())
    update(task, owner, description=after.strip())
    began = time.process_time()
    history_change.told(Activity.objects.latest("pk"), reader=owner, role=Role.OWNER)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("about", ["project", "task"])
@pytest.mark.parametrize("query", ["", "kind=moved", "day=2026-01-01", "person=me", "kind=comments&person=7"])
def test_a_filter_passes_over_rows_without_reading_them(project, owner, task, about, query):
    """What is filtered by stands in the index that the history is read by, in its order."""
    chosen = HistoryFilter(QueryDict(query)).condition(owner)
    rows = history_rows.newest().filter(chosen, **{about: {"project": project, "task": task}[about]})[:51]
    if connection.vendor == "postgresql":
        pytest.skip("It plans by how much there is.")
    plan = plan_of(rows)
    # Of one person, it may be fewer to go through all that is theirs, by one of two indexes.
    index = "_actor" if "person" in query else f"activity_of_{about}_filtered"
    assert index in plan and "TEMP B-TREE" not in plan
