"""Kind of change by who is told, and by which channel."""

import pytest

from boards.models import Activity, Kind
from boards.services import (
    checklist_items,
    checklists,
    columns,
    groups,
    members,
    projects,
    tags,
    tasks,
)
from tests.factories import (
    column_of,
    fresh,
    make_column,
    make_group,
    make_tag,
)
from tests.notifications import deeds
from tests.notifications.deeds import COMMENTED, EVERYBODY, IN_PERSON, NOTHING, TODAY, WATCHERS, Team

# What happens, and who is told for which reason; whoever isn't named is told nothing.
TABLE = {
    (Kind.PROJECT_CREATED, ""): (deeds.project_created, NOTHING),
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
    (Kind.PROJECT_RESTORED, ""): (deeds.restored, dict.fromkeys(EVERYBODY, "archived")),
    (Kind.PROJECT_DELETED, ""): (lambda team: projects.delete(project=team.project, actor=team.actor), NOTHING),
    (Kind.PROJECT_TRANSFERRED, ""): (
        lambda team: projects.transfer(project=team.project, to=team.people["viewer"], actor=team.actor),
        {"viewer": "handed_over", "follower": "handed_over"},
    ),
    (Kind.MEMBER_ADDED, ""): (
        lambda team: members.add(project=team.project, user=team.people["outsider"], role="viewer", actor=team.actor),
        {"outsider": "invited"},
    ),
    (Kind.MEMBER_CHANGED, ""): (deeds.role, {"watcher": "role_changed"}),
    (Kind.MEMBER_REMOVED, "of a public project"): (deeds.left, {"watcher": "role_changed"}),
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
    (Kind.COLUMN_UPDATED, ""): (deeds.renamed_column, NOTHING),
    (Kind.COLUMN_MOVED, ""): (
        lambda team: columns.move(
            column=column_of(project=team.project), after=team.project.columns.last(), actor=team.actor
        ),
        NOTHING,
    ),
    (Kind.COLUMN_DELETED, ""): (deeds.removed_column, WATCHERS),
    (Kind.TAG_CREATED, ""): (lambda team: make_tag(project=team.project), NOTHING),
    (Kind.TAG_UPDATED, ""): (
        lambda team: deeds.tag(team, lambda made: tags.update(tag=made, name="x", colour=1, actor=team.actor)),
        NOTHING,
    ),
    (Kind.TAG_MERGED, ""): (
        lambda team: deeds.tag(
            team, lambda made: tags.merge(tag=made, into=make_tag(project=team.project, name="y"), actor=team.actor)
        ),
        NOTHING,
    ),
    (Kind.TAG_DELETED, ""): (
        lambda team: deeds.tag(team, lambda made: tags.delete(tag=made, actor=team.actor)),
        NOTHING,
    ),
    (Kind.TASK_CREATED, ""): (
        deeds.created,
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
        lambda team: deeds.shared(team, "mentioned", "muter"),
        {"mentioned": "assigned", "muter": "assigned"},
    ),
    (Kind.TASK_UPDATED, "one of several less"): (
        lambda team: deeds.shared_before(team, "muter"),
        {"mentioned": "unassigned", "muter": "assigned"},
    ),
    (Kind.TASK_UPDATED, "the next in the place of the responsible one"): (
        lambda team: deeds.shared_before(team, "mentioned", assignee=None),
        {"assignee": "unassigned", "mentioned": "assigned"},
    ),
    (Kind.TASK_UPDATED, "two change places"): (
        lambda team: deeds.shared_before(team, "assignee", assignee=team.people["mentioned"]),
        {"mentioned": "assigned"},
    ),
    (Kind.TASK_UPDATED, "mentions"): (deeds.mentions, {"mentioned": "mentioned"}),
    (Kind.TASK_UPDATED, "description"): (lambda team: team.change(description="Text"), NOTHING),
    (Kind.TASK_UPDATED, "title"): (lambda team: team.change(title="New"), WATCHERS),
    (Kind.TASK_UPDATED, "due date"): (lambda team: team.change(due_date=TODAY), WATCHERS),
    (Kind.TASK_UPDATED, "priority"): (lambda team: team.change(priority=3), WATCHERS),
    (Kind.TASK_UPDATED, "progress"): (lambda team: team.change(progress=30), NOTHING),
    (Kind.TASK_UPDATED, "tags"): (lambda team: deeds.tag(team, lambda _made: team.change(tags=[])), NOTHING),
    (Kind.TASK_MOVED, ""): (deeds.moved, WATCHERS),
    (Kind.TASK_COMPLETED, ""): (lambda team: deeds.moved(team, "completed"), WATCHERS),
    (Kind.TASK_REOPENED, ""): (deeds.reopened, WATCHERS),
    (Kind.TASK_ARCHIVED, ""): (lambda team: tasks.archive(task=fresh(team.task), actor=team.actor), NOTHING),
    (Kind.TASK_RESTORED, ""): (deeds.restored_task, NOTHING),
    (Kind.TASK_DELETED, ""): (lambda team: tasks.delete(task=fresh(team.task), actor=team.actor), NOTHING),
    (Kind.COMMENT_CREATED, ""): (deeds.said, COMMENTED),
    (Kind.COMMENT_CREATED, "mentions"): (
        lambda team: deeds.said(team, f"@[x](person:{team.people['mentioned'].pk}), @outsider: look"),
        COMMENTED | {"mentioned": "mentioned"},
    ),
    (Kind.COMMENT_UPDATED, ""): (lambda team: deeds.reworded(team, "Very well done"), NOTHING),
    (Kind.COMMENT_UPDATED, "mentions"): (
        lambda team: deeds.reworded(team, "Well done @mentioned"),
        {"mentioned": "mentioned"},
    ),
    (Kind.COMMENT_DELETED, ""): (deeds.silenced, NOTHING),
    (Kind.COMMENT_DELETED, "at once"): (deeds.said_and_silenced, NOTHING),
    (Kind.CHECKLIST_CREATED, ""): (deeds.listed, NOTHING),
    (Kind.CHECKLIST_UPDATED, ""): (
        lambda team: checklists.rename(checklist=deeds.listed(team), title="x", seen_version=1, actor=team.actor),
        NOTHING,
    ),
    (Kind.CHECKLIST_MOVED, ""): (
        lambda team: (deeds.listed(team), checklists.move(checklist=deeds.listed(team), actor=team.actor)),
        NOTHING,
    ),
    (Kind.CHECKLIST_DELETED, ""): (
        lambda team: checklists.delete(checklist=deeds.listed(team), actor=team.actor),
        NOTHING,
    ),
    (Kind.ITEM_CREATED, ""): (lambda team: deeds.gave(team, "mentioned"), {"mentioned": "item_assigned"}),
    (Kind.ITEM_CREATED, "to oneself"): (lambda team: deeds.gave(team, "actor"), NOTHING),
    (Kind.ITEM_UPDATED, "assignee"): (deeds.handed, {"muter": "item_assigned"}),
    (Kind.ITEM_COMPLETED, ""): (lambda team: deeds.ticked(team, done=True), NOTHING),
    (Kind.ITEM_REOPENED, ""): (lambda team: deeds.ticked(team, done=False), NOTHING),
    (Kind.ITEM_MOVED, ""): (
        lambda team: checklist_items.move(item=deeds.listed(team).items.last(), actor=team.actor),
        NOTHING,
    ),
    (Kind.ITEM_DELETED, "at once"): (
        lambda team: checklist_items.delete(item=deeds.gave(team, "mentioned"), actor=team.actor),
        NOTHING,
    ),
    (Kind.LINK_CREATED, ""): (deeds.linked, WATCHERS),
    (Kind.LINK_DELETED, ""): (deeds.unlinked, WATCHERS),
    (Kind.LINK_DELETED, "at once"): (deeds.linked_and_unlinked, NOTHING),
    (Kind.WEB_LINK_CREATED, ""): (deeds.kept_link, WATCHERS),
    (Kind.WEB_LINK_UPDATED, ""): (deeds.led_elsewhere, NOTHING),
    (Kind.WEB_LINK_DELETED, ""): (deeds.link_deleted, NOTHING),
    (Kind.WEB_LINK_DELETED, "at once"): (deeds.kept_and_deleted, NOTHING),
    (Kind.UNDONE, "of a deleted web link"): (deeds.link_brought_back, NOTHING),
    (Kind.ATTACHMENT_CREATED, ""): (deeds.attached, WATCHERS),
    (Kind.ATTACHMENT_UPDATED, ""): (deeds.renamed, NOTHING),
    (Kind.ATTACHMENT_DELETED, ""): (deeds.detached, NOTHING),
    (Kind.ATTACHMENT_DELETED, "at once"): (deeds.attached_and_detached, NOTHING),
    (Kind.UNDONE, "of a deleted file"): (deeds.attached_again, NOTHING),
    (Kind.UNDONE, ""): (deeds.undone, WATCHERS),
    (Kind.UNDONE, "of a deleted comment"): (deeds.brought_back, NOTHING),
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
