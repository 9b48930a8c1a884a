"""A project as one file, and back: nothing is lost, whatever it holds."""

import datetime
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from boards.exceptions import InvalidInput, NotFound
from boards.models import Activity, Attachment, Checklist, ChecklistItem, Comment, Preview, Project, Task, TaskLink
from boards.notifications.services import watching
from boards.rules.changes import REFERS_TO, refs
from boards.rules.checklists import Line
from boards.services import (
    attachments,
    checklist_items,
    checklist_tasks,
    checklists,
    comments,
    projects,
    stored_files,
    task_links,
)
from boards.transfer.archive import tables
from boardsite.attachments import store
from tests.factories import fresh, make_attachment, make_comment, make_task, make_user, picture
from tests.services.test_any_sequence import DEEDS as USUAL
from tests.services.test_any_sequence import REFUSALS, Play
from tests.transfer.archives import altered, brought_in, content, counted, packed
from tests.watching import check_columns, check_tasks

# Made with SQLite, and to be brought into either database.
ANOTHER = Path(__file__).with_name("data") / "project.zip"


class Everything(Play):
    """All that people do on a board, and what they say and list there."""

    def here(self, model, path, number):
        found = self.one(model.objects.filter(**{path: self.project}), number)
        if found is None:
            raise NotFound
        return found

    def say(self, a, b, c, actor):
        whom = self.people[b % 3]
        texts = (f"Said {c}", f"@[{whom}](person:{whom.pk}) at #{c}", f"@[X](person:{whom.pk + 999})", "=1 \u202e 🙏")
        comments.add(task=self.task(b), text=texts[a % 4], actor=actor)

    def edit_talk(self, a, b, c, actor):
        comments.update(comment=self.here(Comment, "task__project", a), text=f"New {b}", seen_version=None, actor=actor)

    def unsay(self, a, b, c, actor):
        comments.delete(comment=self.here(Comment, "task__project", a), actor=actor)

    def nod(self, a, b, c, actor):
        emoji = ("heart", "eyes")[b % 2]
        comments.react(comment=self.here(Comment, "task__project", a), emoji=emoji, on=bool(c % 3), actor=actor)

    def listing(self, a, b, c, actor):
        lines = [Line("One"), Line("Two", c % 2 == 0)]
        checklists.create(task=self.task(a), title=f"List {b}", lines=lines, actor=actor)

    def unlist(self, a, b, c, actor):
        checklists.delete(checklist=self.here(Checklist, "task__project", a), actor=actor)

    def item(self, a, b, c, actor):
        item = self.here(ChecklistItem, "checklist__task__project", a)
        day = datetime.date(2026, 1, 1 + c)
        (
            lambda: checklist_items.tick(item=item, done=bool(c % 2), actor=actor),
            lambda: checklist_items.update(
                item=item, changed={"assignee": self.people[c % 3], "due_date": day}, seen_version=None, actor=actor
            ),
            lambda: checklist_items.move(
                item=item, checklist_id=self.here(Checklist, "task__project", c).pk if c % 2 else None, actor=actor
            ),
            lambda: checklist_items.delete(item=item, actor=actor),
            lambda: checklist_tasks.make_task(item=item, actor=actor),
        )[b % 5]()

    def link(self, a, b, c, actor):
        relation = ("blocks", "relates", "child", "duplicates")[c % 4]
        task_links.add(task=self.task(a), relation=relation, other=self.task(b), actor=actor)

    def unlink(self, a, b, c, actor):
        link = self.here(TaskLink, "first__project", a)
        task_links.remove(link=link, task=link.first, actor=actor)

    def file(self, a, b, c, actor):
        stored = stored_files.keep(ContentFile(picture() if c % 2 else f"File {b}".encode()))
        made = attachments.add(task=self.task(a), stored=stored, name=f"file {c}.png", actor=actor)
        if c % 2:
            attachments.note_preview(attachment_id=made.pk, preview=Preview.READY, width=80, height=60)
            made.refresh_from_db()
            attachments.choose_cover(attachment=made, on=True, actor=actor)

    def unfile(self, a, b, c, actor):
        attachments.delete(attachment=self.here(Attachment, "task__project", a), actor=actor)

    def watch(self, a, b, c, actor):
        choice = list(watching.Choice)[b % len(watching.Choice)]
        watching.choose(project=self.project, task=self.task(a) if c % 4 else None, choice=choice, actor=actor)


DEEDS = [
    *USUAL,
    *(["say", "listing", "item", "link", "nod"] * 3),
    "file",
    "file",
    "unfile",
    "edit_talk",
    "unsay",
    "unlist",
    "unlink",
    "watch",
]
small = st.integers(0, 11)
steps = st.lists(st.tuples(st.sampled_from(DEEDS), small, small, small, st.integers(0, 2)), min_size=10, max_size=40)


@pytest.mark.long
@pytest.mark.unmeasured
def test_any_project_is_the_same_after_one_and_after_two_ways(db, tmp_path):
    @settings(max_examples=25, phases=[Phase.reuse, Phase.generate], deadline=None)
    @given(steps)
    def holds(sequence):
        with transaction.atomic():
            play = Everything()
            for deed, a, b, c, who in sequence:
                try:
                    with transaction.atomic():
                        getattr(play, deed)(a, b, c, play.people[who])
                except REFUSALS:
                    pass
            check_both_ways(play.project, tmp_path)
            transaction.set_rollback(True)

    holds()


def check_both_ways(project, folder):
    project = fresh(project)
    first = packed(project)
    once = brought_in(first, project.owner, folder)
    assert content(packed(once)) == content(first)
    assert counted(once) == counted(project)
    twice = brought_in(packed(once), project.owner, folder)
    assert content(packed(twice)) == content(first)
    assert counted(twice) == counted(project)
    assert len({project.epoch, once.epoch, twice.epoch}) == 3
    check_tasks(twice)
    check_columns(twice)


def test_the_demonstration_is_the_same(db, tmp_path):
    from boards.management import demo

    demo.create("a long password of many words")
    for project in Project.objects.all():
        check_both_ways(project, tmp_path)
    check_references()


def check_references():
    """Each field of the history that refers to rows is one that archives know of."""
    for changes in Activity.objects.values_list("changes", flat=True):
        for name, sides in changes.items():
            if any(isinstance(side, dict) or refs(side) for side in sides):
                assert name in REFERS_TO, f"{name} refers to rows: say in rules/changes.py to which"


def test_every_reference_of_the_services_is_known():
    """The fields that are told as rows are those that archives know of."""
    from boards.queries.history_words import _IN_QUOTES, _SAID

    values = {"title", "name", "tag", "due_date", "item_due_date", "finish_date", "priority", "progress", "role"}
    values |= {"own_role", "status", "relation", "visibility", "colour"}
    assert (_IN_QUOTES | _SAID.keys()) - values <= REFERS_TO.keys()


def test_every_table_of_a_project_is_carried_or_said_to_be_left_out():
    carried = {table.model for table in tables.TABLES}
    reached = {Project}
    while more := {
        model
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model in reached and model not in reached
    }:
        reached |= more
    left = {model._meta.label for model in reached - carried - {Project}}
    assert left == set(tables.LEFT_OUT)


def test_an_archive_of_the_other_database_comes_in(db, tmp_path):
    owner = make_user(name="ann")
    for name in ("ben", "cam"):
        make_user(name=name)
    project = brought_in(ANOTHER.read_bytes(), owner, tmp_path)
    there, here = content(ANOTHER.read_bytes()), content(packed(project))
    for name in [table.name for table in tables.TABLES if table.is_later]:
        # It was made before there were any.
        assert here.pop(f"{name}.jsonl") == [] and here["head"]["rows"].pop(name) == 0
    assert here == there


def test_who_has_no_account_is_nobody_and_a_comment_tells_the_name(project, owner, member, tmp_path):
    task = make_task(project=project, assignee=member)
    make_comment(task=task, actor=member, text=f"Hello @[Me](person:{member.pk})")

    def leave(entries):
        entries["people.jsonl"] = entries["people.jsonl"].replace(member.email, "nobody@elsewhere.example")

    new = brought_in(altered(packed(project), leave), owner, tmp_path)
    comment = Comment.objects.get(task__project=new)
    assert (comment.author, comment.text) == (None, f"**{member}:**\n\nHello @[Me](person:0)")
    assert Task.objects.get(project=new).assignee is None
    assert not new.memberships.filter(user=member).exists()


def test_who_brings_it_owns_it_and_the_owner_stays_an_admin(project, owner, member, tmp_path):
    new = brought_in(packed(project), member, tmp_path)
    assert new.owner == member
    assert new.memberships.get(user=owner).role == "admin"
    assert not new.memberships.filter(user=member).exists()


def test_the_first_beside_nobody_becomes_responsible(project, owner, admin, member, tmp_path):
    make_task(project=project, assignee=member, others=[admin, owner])

    def leave(entries):
        entries["people.jsonl"] = entries["people.jsonl"].replace(member.email, "nobody@elsewhere.example")

    made = Task.objects.get(project=brought_in(altered(packed(project), leave), owner, tmp_path))
    assert (made.assignee, made.others) == (admin, [owner])


def test_addresses_are_told_of_those_who_are_named_alone(project, owner, member):
    make_task(project=project, assignee=member)
    people = [json.loads(line) for line in content(packed(project, addresses={owner.pk}))["people.jsonl"]]
    assert [each["email"] for each in people if "email" in each] == [owner.email]
    assert member.display_name in [each["name"] for each in people]


def test_nobody_is_found_out_by_being_named_in_a_text(project, owner, outsider):
    make_task(project=project, description=f"@[X](person:{outsider.pk})")
    assert outsider.display_name not in str(content(packed(project))["people.jsonl"])


def test_a_deleted_project_has_none(project, owner):
    projects.delete(project=project, actor=owner)
    with pytest.raises(NotFound):
        packed(project)


def test_a_file_that_is_another_is_refused(project, owner, tmp_path):
    make_attachment(task=make_task(project=project))
    packet = altered(packed(project), lambda entries: entries.update({"files/1": "Something else"}))
    before = sorted(store().names())
    with pytest.raises(InvalidInput, match="not what the archive says"):
        brought_in(packet, owner, tmp_path)
    assert sorted(store().names()) == before


def test_a_file_that_is_missing_is_left_out_and_its_cover(project, owner, tmp_path):
    made = make_attachment(task=make_task(project=project), content=picture())
    Task.objects.filter(pk=made.task_id).update(cover=made)
    task = Task.objects.get(project=brought_in(altered(packed(project), without("files/1")), owner, tmp_path))
    assert (task.cover, task.file_count, task.attachments.count()) == (None, 0, 0)


def test_a_refused_archive_leaves_no_file_in_the_store(project, owner, tmp_path):
    make_attachment(task=make_task(project=project))
    before = sorted(store().names())
    with pytest.raises(InvalidInput):
        brought_in(altered(packed(project), line_of("history", kind="bogus")), owner, tmp_path)
    assert sorted(store().names()) == before


def test_what_is_private_is_not_in_it(project, owner, viewer):
    watching.choose(project=project, choice=watching.Choice.MUTE, actor=viewer)
    assert content(packed(project))["watches.jsonl"] == []


def line_of(name, place=0, **values):
    def change(entries):
        rows = entries[f"{name}.jsonl"].splitlines()
        rows[place] = json.dumps(json.loads(rows[place]) | values)
        entries[f"{name}.jsonl"] = "\n".join(rows)

    return change


def without(name):
    return lambda entries: entries.pop(name)


def circle(entries):
    entries["links.jsonl"] = "\n".join(
        json.dumps({"id": n, "first": a, "second": b, "kind": "blocks", "created_at": "2026-01-01T00:00:00+00:00"})
        for n, a, b in ((1, 1, 2), (2, 2, 1))
    )


def head(**values):
    def change(entries):
        entries["project.json"] = json.dumps(json.loads(entries["project.json"]) | values)

    return change


HOSTILE = {
    "a later version": head(version=2),
    "a version that is none": head(version="1"),
    "another format": head(format="else"),
    "no project": head(project=None),
    "a project without a title": head(project={}),
    "a title that is a number": line_of("tasks", title=5),
    "a title that is too long": line_of("tasks", title="x" * 501),
    "a text no database can hold": line_of("tasks", description="a\x00b"),
    "half a character": line_of("tasks", description="\ud800"),
    "a column of nowhere": line_of("tasks", column=99),
    "a column that is a list": line_of("tasks", column=[1]),
    "a column by its name": line_of("tasks", column="1"),
    "somebody who is nobody": line_of("tasks", assignee=99),
    "a doubled number": line_of("tasks", 1, number=1),
    "a number too high": line_of("tasks", number=2**63),
    "an id out of order": line_of("tasks", id=7),
    "a place that is none": line_of("tasks", position="../"),
    "a moment without a zone": line_of("tasks", created_at="2026-01-01T00:00:00"),
    "progress without an end": line_of("tasks", progress=100),
    "a status that is none": line_of("columns", status="done"),
    "a role that is none": line_of("members", role="owner"),
    "a kind that is none": line_of("history", kind="bogus"),
    "changes that are a list": line_of("history", changes=[]),
    "a change of one side": line_of("history", changes={"title": ["a"]}),
    "a reference that is a text": line_of("history", changes={"column": [None, "Backlog"]}),
    "a reference to a text": line_of("history", changes={"column": [None, {"id": "1"}]}),
    "a value that is nested": line_of("history", changes={"title": [None, {"a": {}}]}),
    "a status of the history": line_of("history", changes={"status": [None, "bogus"]}),
    "a day of the history": line_of("history", changes={"due_date": [None, "soon"]}),
    "undone by what is not there": line_of("history", undoes=99),
    "undone by itself": line_of("history", undoes=1),
    "a comment without its version": line_of("history", kind="comment.created", changes={"comment": [None, {"id": 1}]}),
    "a text of nothing": line_of("history", changes={"text": ["a", "b"]}),
    "a role of nobody": line_of("history", kind="member.added", changes={"role": [None, "admin"]}),
    "a group of nobody": line_of("history", changes={"through": [None, {"id": 1, "name": "G"}]}),
    "tags without names": line_of("history", changes={"tags": [None, [{"id": 1}]]}),
    "a priority in words": line_of("history", changes={"priority": [0, "high"]}),
    "a progress beyond its end": line_of("history", changes={"progress": [0, 101]}),
    "a place of the history": line_of("history", changes={"position": [None, "../"]}),
    "a title of the history": line_of("history", changes={"title": ["x" * 501, "y"]}),
    "a field of a strange name": line_of("history", changes={"a b": [None, "y"]}),
    "a day long ago": line_of("tasks", due_date="0001-01-01"),
    "a moment long ago": line_of("tasks", created_at="0002-01-01T00:00:00+00:00"),
    "a moment to come": line_of("tasks", created_at="2990-01-01T00:00:00+00:00"),
    "a title nobody can see": line_of("tasks", title="\u200b"),
    "a number without a next one": line_of("tasks", number=2**31 - 1),
    "a revision without a next one": lambda entries: head(
        project=json.loads(entries["project.json"])["project"] | {"revision": 2**63 - 1}
    )(entries),
    "no column for what is done": line_of("columns", 2, status="pending"),
    "half completed": line_of("tasks", completed_at="2026-01-01T00:00:00+00:00", progress=100),
    "links in a circle": circle,
    "a file that is missing": without("comments.jsonl"),
    "no head": without("project.json"),
    "no JSON": lambda entries: entries.update({"tasks.jsonl": "{"}),
    "nested without end": lambda entries: entries.update({"tasks.jsonl": "[" * 100_000}),
    "a number without end": lambda entries: entries.update({"tasks.jsonl": '{"id":' + "1" * 5000 + "}"}),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_a_wrong_archive_is_refused_in_a_sentence_and_nothing_is_changed(project, owner, tmp_path, change):
    for title in ("One", "Two"):
        make_task(project=project, title=title)
    packet = altered(packed(project), change)
    with pytest.raises(InvalidInput) as refused:
        brought_in(packet, owner, tmp_path)
    assert refused.value.sentence.endswith(".")
    assert Project.objects.count() == 1


def test_a_cut_archive_is_refused(project, owner, tmp_path):
    packet = packed(project)
    for length in (0, 100, len(packet) // 2, len(packet) - 10):
        with pytest.raises(InvalidInput):
            brought_in(packet[:length], owner, tmp_path)
