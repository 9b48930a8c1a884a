"""The only writer of tags."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from boards import events
from boards.events import Kind
from boards.exceptions import InvalidInput, NotFound, RuleBroken
from boards.models import Project, Tag, Task, User
from boards.models.users import HUES
from boards.rules.text import clean_tag, fold
from boards.services import history_values
from boards.services.transactions import lock, raise_revision, save_tasks, service

MOST_TAGS = 50


def named(project: Project, names: Iterable[str]) -> list[Tag]:
    """The project's tags of these names, new ones made; caller holds the lock.

    Two queries, and one for each new tag. Raises InvalidInput for a name that is blank or too long.
    """
    wanted: dict[str, str] = {}
    for name in names:
        cleaned = clean_tag("tags", name)
        wanted.setdefault(fold(cleaned), cleaned)
    refuse_too_many(wanted)
    if not wanted:
        return []
    known = {tag.name_key: tag for tag in project.tags.filter(name_key__in=wanted)}
    missing = [name for key, name in wanted.items() if key not in known]
    colour = project.tags.count() if missing else 0
    for step, name in enumerate(missing):
        tag = Tag.objects.create(project=project, name=name, colour=(colour + step) % HUES)
        known[tag.name_key] = tag
    return [known[key] for key in wanted]


def refuse_too_many(wanted: Collection[str]) -> None:
    """Raise InvalidInput for more tags than a task can have."""
    if len(wanted) > MOST_TAGS:
        raise InvalidInput("tags", _("Use at most %(count)s tags on one task.") % {"count": MOST_TAGS})


@service
def create(*, project: Project, name: str, colour: int | None = None, actor: User) -> Tag:
    """Make a tag. Raises RuleBroken if the project has one of that name."""
    project = lock(project.pk)
    name = clean_tag("name", name)
    _refuse_double(project, name)
    colour = _checked_colour(colour if colour is not None else project.tags.count() % HUES)
    tag = Tag.objects.create(project=project, name=name, colour=colour)
    raise_revision(project)
    events.publish(Kind.TAG_CREATED, project=project, actor=actor, changes={"name": [None, name]})
    return tag


@service
def update(*, tag: Tag, name: str, colour: int, actor: User) -> Tag:
    """Rename or recolour a tag; every card that shows it is rendered anew.

    A new name is a change of each task that has the tag, so that a form opened before does not bring the old back.
    """
    project = lock(tag.project_id)
    tag = _fresh(tag)
    name = clean_tag("name", name)
    _refuse_double(project, name, but=tag)
    after = {"name": name, "colour": _checked_colour(colour)}
    changes = {field: [getattr(tag, field), value] for field, value in after.items() if getattr(tag, field) != value}
    if not changes:
        return tag
    changes["tag"] = [tag.name, name]
    renamed = Tag(pk=tag.pk, project=project, name=name, name_key=fold(name), colour=colour)
    retagged = _retagged(tag, renamed) if "name" in changes else []
    tag.name, tag.colour = name, colour
    tag.save()
    columns = raise_revision(project, columns=None)
    events.publish_tasks(Kind.TASK_UPDATED, retagged, project=project, actor=actor)
    events.publish(Kind.TAG_UPDATED, project=project, actor=actor, changes=changes, columns=columns)
    return tag


@service
def merge(*, tag: Tag, into: Tag, actor: User) -> Tag:
    """Give every task of `tag` the tag `into` instead, and delete `tag`."""
    project = lock(tag.project_id)
    tag, into = _fresh(tag), _fresh(into)
    if tag.pk == into.pk or tag.project_id != into.project_id:
        raise RuleBroken(_("Choose another tag of this project to merge into."))
    retagged = _retagged(tag, into)
    through = Task.tags.through
    links = [through(task_id=task.pk, tag_id=into.pk) for task, _changes in retagged]
    through.objects.bulk_create(links, ignore_conflicts=True, batch_size=500)
    changes = {"tag": [tag.name, into.name]}
    tag.delete()
    columns = raise_revision(project, columns=None)
    events.publish_tasks(Kind.TASK_UPDATED, retagged, project=project, actor=actor)
    events.publish(Kind.TAG_MERGED, project=project, actor=actor, changes=changes, columns=columns)
    return into


@service
def delete(*, tag: Tag, actor: User) -> None:
    """Take the tag off every task and delete it."""
    project = lock(tag.project_id)
    tag = _fresh(tag)
    retagged = _retagged(tag, None)
    changes = {"tag": [tag.name, None]}
    tag.delete()
    columns = raise_revision(project, columns=None)
    events.publish_tasks(Kind.TASK_UPDATED, retagged, project=project, actor=actor)
    events.publish(Kind.TAG_DELETED, project=project, actor=actor, changes=changes, columns=columns)


def _retagged(tag: Tag, instead: Tag | None) -> list[tuple[Task, events.Changes]]:
    """The tasks of a tag, their versions raised, each with how its tags change; queries grow by the batch only."""
    tasks = list(tag.tasks.prefetch_related("tags").defer("description", "search_text"))
    pairs: list[tuple[Task, events.Changes]] = []
    for task in tasks:
        before = list(task.tags.all())
        after = {each.pk: each for each in before if each.pk != tag.pk} | ({instead.pk: instead} if instead else {})
        pairs.append((task, {"tags": [history_values.tag_refs(before), history_values.tag_refs(after.values())]}))
    save_tasks(tasks, [])
    return pairs


def _fresh(tag: Tag) -> Tag:
    found = Tag.objects.filter(pk=tag.pk).first()
    if found is None:
        raise NotFound
    return found


def _refuse_double(project: Project, name: str, *, but: Tag | None = None) -> None:
    twins = project.tags.filter(name_key=fold(name))
    if (twins.exclude(pk=but.pk) if but else twins).exists():
        raise InvalidInput("name", _("This project has a tag of that name. Choose another, or merge the two."))


def _checked_colour(colour: int) -> int:
    if not 0 <= colour < HUES:
        raise InvalidInput("colour", _("Choose one of the twelve colours."))
    return colour
