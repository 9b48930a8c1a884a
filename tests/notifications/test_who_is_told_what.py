"""Kind of change by who is told, and by which channel."""

import datetime

import pytest

from boards.models import Activity, Kind, Project, Watch
from boards.services import (
    attachments,
    checklist_items,
    checklists,
    columns,
    comments,
    groups,
    members,
    projects,
    tags,
    task_links,
    tasks,
    undo,
    web_links,
)
from tests.conftest import person
from tests.factories import (
    column_of,
    fresh,
    make_attachment,
    make_checklist,
    make_column,
    make_group,
    make_link,
    make_project,
    make_tag,
    make_task,
    make_web_link,
)

NAMES = ("actor", "assignee", "former", "watcher", "follower", "muter", "mentioned", "viewer", "removed", "outsider")


class Team:
    """Ten people and one task that they have to do with, each in another way."""

    def __init__(self):
        self.people = {name: person(name) for name in NAMES}
        self.actor = self.people["actor"]
        self.project = projects.create(title="Launch", actor=self.actor)
        for name in NAMES[1:-1]:
            role = "viewer" if name == "viewer" else "member"
            members.add(project=self.project, user=self.people[name], role=role, actor=self.actor)
        self.task = make_task(project=self.project, title="Write", assignee=self.people["former"])
        self.change(assignee=self.people["assignee"])
        self.watch("watcher", task=self.task)
        self.watch("follower")
        self.watch("removed", task=self.task)
        self.watch("outsider", task=self.task)
        self.watch("muter", task=self.task, is_muted=True)
        self.project = fresh(self.project)
        members.remove(project=self.project, user=self.people["removed"], actor=self.actor)

    def watch(self, name, **fields):
        Watch.objects.create(user=self.people[name], project=self.project, by_choice=True, **fields)

    def change(self, **changed):
        tasks.update(task=fresh(self.task), changed=changed, seen_version=None, actor=self.actor)

    def last(self):
        return Activity.objects.order_by("pk").last()

    def undo(self):
        undo.undo(activity=self.last(), actor=self.actor)


NOTHING: dict[str, str] = {}
WATCHERS = {"assignee": "changed", "former": "changed", "watcher": "changed", "follower": "changed"}
COMMENTED = dict.fromkeys(WATCHERS, "commented")
EVERYBODY = ("assignee", "follower", "former", "mentioned", "muter", "viewer", "watcher")


def project_created(team):
    projects.create(title="Other", actor=team.actor)


def restored(team):
    projects.archive(project=team.project, actor=team.actor)
    Activity.objects.update(is_told=True)
    projects.restore(project=team.project, actor=team.actor)


def role(team):
    members.change_role(project=team.project, user=team.people["watcher"], role="admin", actor=team.actor)


def left(team):
    Project.objects.filter(pk=team.project.pk).update(visibility="public")
    members.remove(project=team.project, user=team.people["watcher"], actor=team.actor)


def renamed_column(team):
    column = column_of(project=team.project)
    columns.update(column=column, name="Other", status=column.status, wip_limit=None, actor=team.actor)


def removed_column(team):
    column = make_column(project=team.project)
    tasks.move(task=fresh(team.task), column_id=column.pk, actor=team.actor)
    Activity.objects.update(is_told=True)
    columns.delete(column=column, into=column_of(project=team.project), actor=team.actor)


def moved(team, status="in_progress"):
    tasks.move(task=fresh(team.task), column_id=column_of(project=team.project, status=status).pk, actor=team.actor)


def reopened(team):
    tasks.complete(task=fresh(team.task), actor=team.actor)
    Activity.objects.update(is_told=True)
    tasks.reopen(task=fresh(team.task), actor=team.actor)


def restored_task(team):
    tasks.archive(task=fresh(team.task), actor=team.actor)
    tasks.restore(task=fresh(team.task), actor=team.actor)


def undone(team):
    team.change(priority=2)
    Activity.objects.update(is_told=True)
    team.undo()


def created(team):
    text = f"ask @[Somebody](person:{team.people['mentioned'].pk}), and @outsider too"
    make_task(project=team.project, description=text, assignee=team.people["assignee"])


def shared(team, *names, **more):
    team.change(other_assignees=[team.people[name] for name in names], **more)


def shared_before(team, *names, **more):
    """The same, of a task that the person who is mentioned has beside the assignee."""
    shared(team, "mentioned")
    Activity.objects.update(is_told=True)
    shared(team, *names, **more)


def mentions(team):
    text = "".join(f"@[x](person:{team.people[name].pk}) " for name in ("mentioned", "outsider", "removed", "actor"))
    team.change(description=text)


def said(team, text="Well done"):
    return comments.add(task=fresh(team.task), text=text, actor=team.actor)


def reworded(team, text):
    comment = said(team)
    Activity.objects.update(is_told=True)
    comments.update(comment=comment, text=text, seen_version=None, actor=team.actor)


def silenced(team):
    comment = said(team)
    Activity.objects.update(is_told=True)
    comments.delete(comment=comment, actor=team.actor)


def brought_back(team):
    silenced(team)
    Activity.objects.update(is_told=True)
    team.undo()


def attached(team):
    return make_attachment(task=fresh(team.task), actor=team.actor)


def attached_before(team, do):
    attachment = attached(team)
    Activity.objects.update(is_told=True)
    do(attachment)


def renamed(team):
    attached_before(team, lambda file: attachments.rename(attachment=file, name="Other.txt", actor=team.actor))


def detached(team):
    attached_before(team, lambda file: attachments.delete(attachment=file, actor=team.actor))


def attached_again(team):
    detached(team)
    Activity.objects.update(is_told=True)
    team.undo()


def attached_and_detached(team):
    attachments.delete(attachment=attached(team), actor=team.actor)


def kept_link(team):
    return make_web_link(task=fresh(team.task), actor=team.actor)


def kept_before(team, do):
    link = kept_link(team)
    Activity.objects.update(is_told=True)
    do(link)


def led_elsewhere(team):
    kept_before(
        team,
        lambda link: web_links.update(
            link=link, changed={"url": "https://example.com/new"}, seen_version=None, actor=team.actor
        ),
    )


def link_deleted(team):
    kept_before(team, lambda link: web_links.delete(link=link, actor=team.actor))


def link_brought_back(team):
    link_deleted(team)
    Activity.objects.update(is_told=True)
    team.undo()


def kept_and_deleted(team):
    web_links.delete(link=kept_link(team), actor=team.actor)


def said_and_silenced(team):
    comments.delete(comment=said(team), actor=team.actor)


def linked(team):
    # Whoever follows a whole project hears of both ends there.
    other = make_task(project=make_project(owner=team.actor, title="Other"), title="Before it")
    Activity.objects.update(is_told=True)
    return make_link(task=fresh(team.task), other=other, relation="blocked_by", actor=team.actor)


def unlinked(team):
    link = linked(team)
    Activity.objects.update(is_told=True)
    task_links.remove(link=link, task=fresh(team.task), actor=team.actor)


def linked_and_unlinked(team):
    task_links.remove(link=linked(team), task=fresh(team.task), actor=team.actor)


def tag(team, do):
    made = make_tag(project=team.project)
    team.change(tags=["bug"])
    Activity.objects.update(is_told=True)
    do(made)


TODAY = datetime.date(2026, 11, 20)
IN_PERSON = {"assigned", "item_assigned", "mentioned", "invited", "role_changed", "handed_over"}


# What happens, and who is told for which reason; whoever isn't named is told nothing.
def listed(team):
    return make_checklist(task=fresh(team.task), texts=["One", "Two"], done=1, actor=team.actor)


def gave(team, name):
    draft = checklist_items.Draft("Three", assignee=team.people.get(name, team.actor))
    return checklist_items.add(checklist=listed(team), drafts=[draft], actor=team.actor)[0]


def handed(team):
    item, muter = listed(team).items.first(), team.people["muter"]
    checklist_items.update(item=item, changed={"assignee": muter}, seen_version=1, actor=team.actor)


def ticked(team, *, done):
    item = listed(team).items.all()[int(done)]
    checklist_items.tick(item=item, done=done, actor=team.actor)


TABLE = {
    (Kind.PROJECT_CREATED, ""): (project_created, NOTHING),
    (Kind.PROJECT_UPDATED, ""): (
        lambda team: projects.update(
            project=team.project, changed={"title": "New"}, seen_version=None, actor=team.actor
        ),
        NOTHING,
    ),
    (Kind.PROJECT_ARCHIVED, ""): (
        lambda team: projects.archive(project=team.project, actor=team.actor),
        dict.fromkeys(EVERYBODY, "archived"),
    ),
    (Kind.PROJECT_RESTORED, ""): (restored, dict.fromkeys(EVERYBODY, "archived")),
    (Kind.PROJECT_DELETED, ""): (lambda team: projects.delete(project=team.project, actor=team.actor), NOTHING),
    (Kind.PROJECT_TRANSFERRED, ""): (
        lambda team: projects.transfer(project=team.project, to=team.people["viewer"], actor=team.actor),
        {"viewer": "handed_over", "follower": "handed_over"},
    ),
    (Kind.MEMBER_ADDED, ""): (
        lambda team: members.add(project=team.project, user=team.people["outsider"], role="viewer", actor=team.actor),
        {"outsider": "invited"},
    ),
    (Kind.MEMBER_CHANGED, ""): (role, {"watcher": "role_changed"}),
    (Kind.MEMBER_REMOVED, "of a public project"): (left, {"watcher": "role_changed"}),
    (Kind.MEMBER_REMOVED, "of a private one"): (
        lambda team: members.remove(project=team.project, user=team.people["watcher"], actor=team.actor),
        NOTHING,
    ),
    (Kind.GROUP_ADDED, ""): (
        lambda team: make_group(people=[team.people["outsider"]], project=team.project, role="viewer"),
        {"outsider": "invited"},
    ),
    (Kind.GROUP_CHANGED, ""): (
        lambda team: groups.change_role(
            project=team.project,
            group=make_group(people=[team.people["outsider"]], project=team.project, role="viewer"),
            role="member",
            actor=team.actor,
        ),
        {"outsider": "invited"},
    ),
    (Kind.GROUP_REMOVED, "in which nobody was"): (
        lambda team: groups.take_role(project=team.project, group=make_group(project=team.project), actor=team.actor),
        NOTHING,
    ),
    (Kind.COLUMN_CREATED, ""): (lambda team: make_column(project=team.project), NOTHING),
    (Kind.COLUMN_UPDATED, ""): (renamed_column, NOTHING),
    (Kind.COLUMN_MOVED, ""): (
        lambda team: columns.move(
            column=column_of(project=team.project), after=team.project.columns.last(), actor=team.actor
        ),
        NOTHING,
    ),
    (Kind.COLUMN_DELETED, ""): (removed_column, WATCHERS),
    (Kind.TAG_CREATED, ""): (lambda team: make_tag(project=team.project), NOTHING),
    (Kind.TAG_UPDATED, ""): (
        lambda team: tag(team, lambda made: tags.update(tag=made, name="x", colour=1, actor=team.actor)),
        NOTHING,
    ),
    (Kind.TAG_MERGED, ""): (
        lambda team: tag(
            team, lambda made: tags.merge(tag=made, into=make_tag(project=team.project, name="y"), actor=team.actor)
        ),
        NOTHING,
    ),
    (Kind.TAG_DELETED, ""): (lambda team: tag(team, lambda made: tags.delete(tag=made, actor=team.actor)), NOTHING),
    (Kind.TASK_CREATED, ""): (
        created,
        {"assignee": "assigned", "mentioned": "mentioned", "follower": "changed"},
    ),
    (Kind.TASK_UPDATED, "assignee"): (
        lambda team: team.change(assignee=team.people["mentioned"]),
        {"assignee": "unassigned", "mentioned": "assigned"},
    ),
    (Kind.TASK_UPDATED, "assignee is muted"): (
        lambda team: team.change(assignee=team.people["muter"]),
        {"assignee": "unassigned", "muter": "assigned"},
    ),
    (Kind.TASK_UPDATED, "somebody more"): (
        lambda team: shared(team, "mentioned", "muter"),
        {"mentioned": "assigned", "muter": "assigned"},
    ),
    (Kind.TASK_UPDATED, "one of several less"): (
        lambda team: shared_before(team, "muter"),
        {"mentioned": "unassigned", "muter": "assigned"},
    ),
    (Kind.TASK_UPDATED, "the next in the place of the responsible one"): (
        lambda team: shared_before(team, "mentioned", assignee=None),
        {"assignee": "unassigned", "mentioned": "assigned"},
    ),
    (Kind.TASK_UPDATED, "two change places"): (
        lambda team: shared_before(team, "assignee", assignee=team.people["mentioned"]),
        {"mentioned": "assigned"},
    ),
    (Kind.TASK_UPDATED, "mentions"): (mentions, {"mentioned": "mentioned"}),
    (Kind.TASK_UPDATED, "description"): (lambda team: team.change(description="Text"), NOTHING),
    (Kind.TASK_UPDATED, "title"): (lambda team: team.change(title="New"), WATCHERS),
    (Kind.TASK_UPDATED, "due date"): (lambda team: team.change(due_date=TODAY), WATCHERS),
    (Kind.TASK_UPDATED, "priority"): (lambda team: team.change(priority=3), WATCHERS),
    (Kind.TASK_UPDATED, "progress"): (lambda team: team.change(progress=30), NOTHING),
    (Kind.TASK_UPDATED, "tags"): (lambda team: tag(team, lambda _made: team.change(tags=[])), NOTHING),
    (Kind.TASK_MOVED, ""): (moved, WATCHERS),
    (Kind.TASK_COMPLETED, ""): (lambda team: moved(team, "completed"), WATCHERS),
    (Kind.TASK_REOPENED, ""): (reopened, WATCHERS),
    (Kind.TASK_ARCHIVED, ""): (lambda team: tasks.archive(task=fresh(team.task), actor=team.actor), NOTHING),
    (Kind.TASK_RESTORED, ""): (restored_task, NOTHING),
    (Kind.TASK_DELETED, ""): (lambda team: tasks.delete(task=fresh(team.task), actor=team.actor), NOTHING),
    (Kind.COMMENT_CREATED, ""): (said, COMMENTED),
    (Kind.COMMENT_CREATED, "mentions"): (
        lambda team: said(team, f"@[x](person:{team.people['mentioned'].pk}), @outsider: look"),
        COMMENTED | {"mentioned": "mentioned"},
    ),
    (Kind.COMMENT_UPDATED, ""): (lambda team: reworded(team, "Very well done"), NOTHING),
    (Kind.COMMENT_UPDATED, "mentions"): (
        lambda team: reworded(team, "Well done @mentioned"),
        {"mentioned": "mentioned"},
    ),
    (Kind.COMMENT_DELETED, ""): (silenced, NOTHING),
    (Kind.COMMENT_DELETED, "at once"): (said_and_silenced, NOTHING),
    (Kind.CHECKLIST_CREATED, ""): (listed, NOTHING),
    (Kind.CHECKLIST_UPDATED, ""): (
        lambda team: checklists.rename(checklist=listed(team), title="x", seen_version=1, actor=team.actor),
        NOTHING,
    ),
    (Kind.CHECKLIST_MOVED, ""): (
        lambda team: (listed(team), checklists.move(checklist=listed(team), actor=team.actor)),
        NOTHING,
    ),
    (Kind.CHECKLIST_DELETED, ""): (
        lambda team: checklists.delete(checklist=listed(team), actor=team.actor),
        NOTHING,
    ),
    (Kind.ITEM_CREATED, ""): (lambda team: gave(team, "mentioned"), {"mentioned": "item_assigned"}),
    (Kind.ITEM_CREATED, "to oneself"): (lambda team: gave(team, "actor"), NOTHING),
    (Kind.ITEM_UPDATED, "assignee"): (handed, {"muter": "item_assigned"}),
    (Kind.ITEM_COMPLETED, ""): (lambda team: ticked(team, done=True), NOTHING),
    (Kind.ITEM_REOPENED, ""): (lambda team: ticked(team, done=False), NOTHING),
    (Kind.ITEM_MOVED, ""): (
        lambda team: checklist_items.move(item=listed(team).items.last(), actor=team.actor),
        NOTHING,
    ),
    (Kind.ITEM_DELETED, "at once"): (
        lambda team: checklist_items.delete(item=gave(team, "mentioned"), actor=team.actor),
        NOTHING,
    ),
    (Kind.LINK_CREATED, ""): (linked, WATCHERS),
    (Kind.LINK_DELETED, ""): (unlinked, WATCHERS),
    (Kind.LINK_DELETED, "at once"): (linked_and_unlinked, NOTHING),
    (Kind.WEB_LINK_CREATED, ""): (kept_link, WATCHERS),
    (Kind.WEB_LINK_UPDATED, ""): (led_elsewhere, NOTHING),
    (Kind.WEB_LINK_DELETED, ""): (link_deleted, NOTHING),
    (Kind.WEB_LINK_DELETED, "at once"): (kept_and_deleted, NOTHING),
    (Kind.UNDONE, "of a deleted web link"): (link_brought_back, NOTHING),
    (Kind.ATTACHMENT_CREATED, ""): (attached, WATCHERS),
    (Kind.ATTACHMENT_UPDATED, ""): (renamed, NOTHING),
    (Kind.ATTACHMENT_DELETED, ""): (detached, NOTHING),
    (Kind.ATTACHMENT_DELETED, "at once"): (attached_and_detached, NOTHING),
    (Kind.UNDONE, "of a deleted file"): (attached_again, NOTHING),
    (Kind.UNDONE, ""): (undone, WATCHERS),
    (Kind.UNDONE, "of a deleted comment"): (brought_back, NOTHING),
}


@pytest.fixture
def team(db, forget):
    made = Team()
    Activity.objects.update(is_told=False)
    return made


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"{case[0]} {case[1]}".strip())
def test_table(team, tell, forget, case):
    tell()
    forget()
    do, told = TABLE[case]
    do(team)
    assert case[0] in Activity.objects.values_list("kind", flat=True)
    expected = [
        (name.title(), reason, "inbox+at_once" if reason in IN_PERSON else "inbox+digest")
        for name, reason in sorted(told.items())
    ]
    assert sorted(tell()) == expected


def test_every_kind_of_change_has_a_row():
    assert {kind for kind, _what in TABLE} == set(Kind)


def test_whoever_is_switched_off_is_told_nothing(team, tell, forget):
    tell()
    forget()
    team.people["watcher"].is_active = False
    team.people["watcher"].save()
    team.change(priority=3)
    assert "Watcher" not in [name for name, _reason, _ways in tell()]
