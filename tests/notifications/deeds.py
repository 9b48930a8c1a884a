"""Ten people around a task, and what one of them may do to it and its project, a function for each kind of change."""

import datetime

from boards.models import Activity, Project, Watch
from boards.services import (
    attachments,
    checklist_items,
    columns,
    comments,
    members,
    projects,
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
IN_PERSON = {"assigned", "item_assigned", "mentioned", "invited", "role_changed", "handed_over"}
TODAY = datetime.date(2026, 11, 20)


def later(made, do):
    """Do it to what was made, once people have been told of that."""
    Activity.objects.update(is_told=True)
    do(made)


def taken_back(team, deed):
    """Do it, and undo it once people have been told of it."""
    deed(team)
    Activity.objects.update(is_told=True)
    team.undo()


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
    taken_back(team, lambda team: team.change(priority=2))


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
    later(said(team), lambda comment: comments.update(comment=comment, text=text, seen_version=None, actor=team.actor))


def silenced(team):
    later(said(team), lambda comment: comments.delete(comment=comment, actor=team.actor))


def brought_back(team):
    taken_back(team, silenced)


def attached(team):
    return make_attachment(task=fresh(team.task), actor=team.actor)


def renamed(team):
    later(attached(team), lambda file: attachments.rename(attachment=file, name="Other.txt", actor=team.actor))


def detached(team):
    later(attached(team), lambda file: attachments.delete(attachment=file, actor=team.actor))


def attached_again(team):
    taken_back(team, detached)


def attached_and_detached(team):
    attachments.delete(attachment=attached(team), actor=team.actor)


def kept_link(team):
    return make_web_link(task=fresh(team.task), actor=team.actor)


def led_elsewhere(team):
    later(
        kept_link(team),
        lambda link: web_links.update(
            link=link, changed={"url": "https://example.com/new"}, seen_version=None, actor=team.actor
        ),
    )


def link_deleted(team):
    later(kept_link(team), lambda link: web_links.delete(link=link, actor=team.actor))


def link_brought_back(team):
    taken_back(team, link_deleted)


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
    later(linked(team), lambda link: task_links.remove(link=link, task=fresh(team.task), actor=team.actor))


def linked_and_unlinked(team):
    task_links.remove(link=linked(team), task=fresh(team.task), actor=team.actor)


def tag(team, do):
    made = make_tag(project=team.project)
    team.change(tags=["bug"])
    Activity.objects.update(is_told=True)
    do(made)


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
