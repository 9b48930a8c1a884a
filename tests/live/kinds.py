"""Every kind of change: how it comes about, and what another connection is told of it and then brought."""

from collections.abc import Callable
from dataclasses import dataclass, field

from boards.models import Activity, ChecklistItem, Column, Group, Kind, Project, Tag, Task, User
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
from tests.factories import (
    make_attachment,
    make_checklist,
    make_column,
    make_comment,
    make_group,
    make_link,
    make_tag,
    make_task,
    make_user,
    make_web_link,
)


@dataclass
class World:
    """A project with a card in each of its columns, seen by somebody else than who changes it."""

    project: Project
    owner: User
    member: User
    todo: Column = field(init=False)
    doing: Column = field(init=False)
    done: Column = field(init=False)
    task: Task = field(init=False)
    tag: Tag = field(init=False)

    def __post_init__(self):
        self.todo, self.doing, self.done = self.project.columns.all()
        self.tag = make_tag(project=self.project, name="bug")
        self.task = make_task(project=self.project, title="Seen", tag_names=["bug"])


@dataclass(frozen=True)
class Row:
    """`change` does it and gives the columns and tasks that are to be named; `brings` is what the answer lays.

    `before` prepares, and `shows` is a text in the answer.
    """

    change: Callable[[World], tuple[set[int], set[int]]]
    brings: str = "cards"
    shows: str = ""
    before: Callable[[World], object] = lambda world: None


def of_task(service, *, columns_of=lambda world: {world.todo.pk}, **options):
    """A row for a service of a task."""

    def change(world):
        service(world)
        return columns_of(world), {world.task.pk}

    return Row(change, **options)


def group_removed(world):
    """By which the member came in alone."""
    group = make_group(people=[world.member], project=world.project)
    members.remove(project=world.project, user=world.member, actor=world.owner)
    groups.take_role(project=world.project, group=group, actor=world.owner)


def of_project(service, **options):
    """A row for a change that is none of a card."""

    def change(world):
        service(world)
        return set(), set()

    return Row(change, **options)


def complete(world):
    tasks.complete(task=world.task, actor=world.owner)


def archive(world):
    tasks.archive(task=world.task, actor=world.owner)


def rename(world):
    tasks.update(task=world.task, changed={"title": "Renamed"}, seen_version=None, actor=world.owner)


def two_lists(world):
    make_checklist(task=world.task, texts=["One"])
    make_checklist(task=world.task, texts=["Two"])


def with_items(world):
    make_checklist(task=world.task, texts=["One", "Two"], done=1)


def item_of(world, text):
    return ChecklistItem.objects.get(checklist__task=world.task, text=text)


def blocked(world):
    other = make_task(project=world.project, title="First")
    make_link(task=world.task, other=other, relation="blocked_by")
    return {world.todo.pk}, {world.task.pk, other.pk}


def unblocked(world):
    link = world.task.links_to.get()
    task_links.remove(link=link, task=world.task, actor=world.owner)
    return {world.todo.pk}, {world.task.pk, link.first_id}


def newest_column(world):
    return world.project.columns.get(name="Review")


ROWS = {
    Kind.TASK_CREATED: Row(
        lambda world: ({world.todo.pk}, {make_task(project=world.project, title="Fresh").pk}), shows="Fresh"
    ),
    Kind.TASK_UPDATED: of_task(rename, shows="Renamed"),
    Kind.TASK_MOVED: of_task(
        lambda world: tasks.move(task=world.task, column_id=world.doing.pk, actor=world.owner),
        columns_of=lambda world: {world.todo.pk, world.doing.pk},
        shows="Seen",
    ),
    Kind.TASK_COMPLETED: of_task(
        complete, columns_of=lambda world: {world.todo.pk, world.done.pk}, shows="card-completed"
    ),
    Kind.TASK_REOPENED: of_task(
        lambda world: tasks.reopen(task=world.task, actor=world.owner),
        columns_of=lambda world: {world.todo.pk, world.done.pk},
        before=complete,
        shows="Seen",
    ),
    Kind.TASK_ARCHIVED: of_task(archive, shows="cards-"),
    Kind.TASK_RESTORED: of_task(
        lambda world: tasks.restore(task=world.task, actor=world.owner), before=archive, shows="Seen"
    ),
    Kind.TASK_DELETED: of_task(lambda world: tasks.delete(task=world.task, actor=world.owner), shows="cards-"),
    Kind.UNDONE: of_task(
        lambda world: undo.undo(activity=Activity.objects.latest("pk"), actor=world.owner), before=rename, shows="Seen"
    ),
    Kind.COMMENT_CREATED: of_task(lambda world: make_comment(task=world.task), shows="card-count"),
    Kind.COMMENT_UPDATED: of_task(
        lambda world: comments.update(
            comment=world.task.comments.get(), text="Other", seen_version=1, actor=world.owner
        ),
        columns_of=lambda world: set(),
        before=lambda world: make_comment(task=world.task),
        shows="project-progress",
    ),
    Kind.COMMENT_DELETED: of_task(
        lambda world: comments.delete(comment=world.task.comments.get(), actor=world.owner),
        before=lambda world: make_comment(task=world.task),
        shows="Seen",
    ),
    Kind.CHECKLIST_CREATED: of_task(with_items, shows="card-count"),
    Kind.CHECKLIST_UPDATED: of_task(
        lambda world: checklists.rename(
            checklist=world.task.checklists.get(), title="Other", seen_version=1, actor=world.owner
        ),
        columns_of=lambda world: set(),
        before=with_items,
        shows="project-progress",
    ),
    Kind.CHECKLIST_MOVED: of_task(
        lambda world: checklists.move(checklist=world.task.checklists.last(), actor=world.owner),
        columns_of=lambda world: set(),
        before=two_lists,
        shows="project-progress",
    ),
    Kind.CHECKLIST_DELETED: of_task(
        lambda world: checklists.delete(checklist=world.task.checklists.get(), actor=world.owner),
        before=with_items,
        shows="Seen",
    ),
    Kind.ITEM_CREATED: of_task(
        lambda world: checklist_items.add(
            checklist=world.task.checklists.get(), drafts=[checklist_items.Draft("More")], actor=world.owner
        ),
        before=with_items,
        shows="1/3",
    ),
    Kind.ITEM_UPDATED: of_task(
        lambda world: checklist_items.update(
            item=item_of(world, "Two"), changed={"text": "Other"}, seen_version=1, actor=world.owner
        ),
        columns_of=lambda world: set(),
        before=with_items,
        shows="project-progress",
    ),
    Kind.ITEM_COMPLETED: of_task(
        lambda world: checklist_items.tick(item=item_of(world, "Two"), done=True, actor=world.owner),
        before=with_items,
        shows="2/2",
    ),
    Kind.ITEM_REOPENED: of_task(
        lambda world: checklist_items.tick(item=item_of(world, "One"), done=False, actor=world.owner),
        before=with_items,
        shows="0/2",
    ),
    Kind.ITEM_MOVED: of_task(
        lambda world: checklist_items.move(item=item_of(world, "Two"), actor=world.owner),
        columns_of=lambda world: set(),
        before=with_items,
        shows="project-progress",
    ),
    Kind.ITEM_DELETED: of_task(
        lambda world: checklist_items.delete(item=item_of(world, "Two"), actor=world.owner),
        before=with_items,
        shows="1/1",
    ),
    Kind.LINK_CREATED: Row(blocked, shows="badge-blocked"),
    Kind.LINK_DELETED: Row(unblocked, before=blocked, shows="Seen"),
    Kind.WEB_LINK_CREATED: of_task(lambda world: make_web_link(task=world.task), shows="card-count"),
    Kind.WEB_LINK_UPDATED: of_task(
        lambda world: web_links.update(
            link=world.task.web_links.get(), changed={"title": "Other"}, seen_version=None, actor=world.owner
        ),
        columns_of=lambda world: set(),
        before=lambda world: make_web_link(task=world.task),
        shows="project-progress",
    ),
    Kind.WEB_LINK_DELETED: of_task(
        lambda world: web_links.delete(link=world.task.web_links.get(), actor=world.owner),
        before=lambda world: make_web_link(task=world.task),
        shows="Seen",
    ),
    Kind.ATTACHMENT_CREATED: of_task(lambda world: make_attachment(task=world.task), shows="card-count"),
    Kind.ATTACHMENT_UPDATED: of_task(
        lambda world: attachments.rename(attachment=world.task.attachments.get(), name="Other.txt", actor=world.owner),
        columns_of=lambda world: set(),
        before=lambda world: make_attachment(task=world.task),
        shows="project-progress",
    ),
    Kind.ATTACHMENT_DELETED: of_task(
        lambda world: attachments.delete(attachment=world.task.attachments.get(), actor=world.owner),
        before=lambda world: make_attachment(task=world.task),
        shows="Seen",
    ),
    Kind.TAG_CREATED: of_project(
        lambda world: tags.create(project=world.project, name="new", actor=world.owner), shows="project-progress"
    ),
    Kind.TAG_UPDATED: of_task(
        lambda world: tags.update(tag=world.tag, name="fault", colour=3, actor=world.owner), shows="fault"
    ),
    Kind.TAG_MERGED: of_task(
        lambda world: tags.merge(tag=world.tag, into=make_tag(project=world.project, name="flaw"), actor=world.owner),
        shows="flaw",
    ),
    Kind.TAG_DELETED: of_task(lambda world: tags.delete(tag=world.tag, actor=world.owner), shows="Seen"),
    Kind.COLUMN_CREATED: of_project(
        lambda world: make_column(project=world.project, name="Review"), brings="board", shows="Review"
    ),
    Kind.COLUMN_UPDATED: Row(
        lambda world: (
            {
                columns.update(
                    column=world.doing, name="Doing", status=world.doing.status, wip_limit=1, actor=world.owner
                ).pk
            },
            set(),
        ),
        brings="board",
        shows="Doing",
    ),
    Kind.COLUMN_MOVED: of_project(
        lambda world: columns.move(column=world.done, after=None, actor=world.owner), brings="board", shows="column-"
    ),
    Kind.COLUMN_DELETED: Row(
        lambda world: (
            {(gone := newest_column(world)).pk, columns.delete(column=gone, actor=world.owner)} - {None},
            set(),
        ),
        before=lambda world: make_column(project=world.project, name="Review"),
        brings="board",
        shows="column-",
    ),
    Kind.MEMBER_ADDED: of_project(
        lambda world: members.add(
            project=world.project, user=make_user(name="newcomer"), role="viewer", actor=world.owner
        ),
        brings="board",
        shows="Newcomer",
    ),
    Kind.MEMBER_CHANGED: of_project(
        lambda world: members.change_role(project=world.project, user=world.member, role="viewer", actor=world.owner),
        brings="board",
        shows='data-can-edit="no"',
    ),
    Kind.MEMBER_REMOVED: of_project(
        lambda world: members.remove(project=world.project, user=world.member, actor=world.owner), brings="end"
    ),
    Kind.GROUP_ADDED: of_project(
        lambda world: make_group(people=[make_user(name="newcomer")], project=world.project),
        brings="board",
        shows="Newcomer",
    ),
    Kind.GROUP_CHANGED: of_project(
        lambda world: groups.change_role(
            project=world.project, group=Group.objects.get(), role="admin", actor=world.owner
        ),
        before=lambda world: make_group(people=[world.member], project=world.project),
        brings="board",
        shows="column-",
    ),
    Kind.GROUP_REMOVED: of_project(group_removed, brings="end"),
    Kind.PROJECT_UPDATED: of_project(
        lambda world: projects.update(
            project=world.project, changed={"title": "Landing"}, seen_version=None, actor=world.owner
        ),
        brings="board",
        shows="Landing",
    ),
    Kind.PROJECT_ARCHIVED: of_project(
        lambda world: projects.archive(project=world.project, actor=world.owner),
        brings="board",
        shows="This project is archived",
    ),
    Kind.PROJECT_RESTORED: of_project(
        lambda world: projects.restore(project=world.project, actor=world.owner),
        before=lambda world: projects.archive(project=world.project, actor=world.owner),
        brings="board",
        shows="quick-add",
    ),
    Kind.PROJECT_DELETED: of_project(
        lambda world: projects.delete(project=world.project, actor=world.owner), brings="end"
    ),
    Kind.PROJECT_TRANSFERRED: of_project(
        lambda world: projects.transfer(project=world.project, to=world.member, actor=world.owner),
        brings="board",
        shows='data-can-edit-columns="yes"',
    ),
    # Of another project: whoever looks at this one is told nothing.
    Kind.PROJECT_CREATED: of_project(lambda world: projects.create(title="Other", actor=world.owner), brings="nothing"),
}
