"""Where tasks have come from: what an earlier import has left of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet

from boards.models import Activity, Import, ImportedTask, ImportState, Kind, Project, Task, User
from boards.models.tasks import others_along
from boards.policy import Action, can, role_of
from boards.rules.changes import ref_id
from boards.rules.text import fold

# So many cards of a file are looked for; so much of them, in percent, must be here with their titles.
SAMPLE, ENOUGH = 200, 30
CHUNK = 500
# Ids of this length are made to be unlike all others.
UNIQUE = 16


def earlier(
    owner: User, form: str, cards: Sequence[tuple[str, str]], into: int | None = None
) -> tuple[Import, int] | None:
    """The import that the cards of a file, each by its id and title, came by before, to a project that the person looks
    after; and how many of them it were. Short ids, as of rows in tables, are alike everywhere: titles count there too.

    `into` is the project that the file is brought to, which comes before all others.
    """
    sample = dict(cards[:SAMPLE])
    rows = ImportedTask.objects.filter(origin__format=form, foreign_id__in=sample, task__project__deleted_at=None)
    rows = rows.filter(task__project__in=Project.objects.visible_to(owner))
    same = Counter(
        (project, updates or origin)
        for project, origin, updates, foreign, title in rows.values_list(
            "task__project", "origin", "origin__choices__update", "foreign_id", "task__title"
        )
        if len(foreign) >= UNIQUE or sample[foreign] == title
    )
    # A project that was taken back may have been brought back as a whole; tasks taken out of one stay away.
    taken_out = Q(state=ImportState.UNDONE, into__isnull=False)
    # Of copies the newest is meant.
    ranked = sorted(same.items(), key=lambda pair: (pair[0][0] != into, -pair[1], -pair[0][1]))
    for (project_id, origin), count in ranked:
        if 100 * count < ENOUGH * len(sample):
            continue
        imports = Import.objects.filter(pk=origin, project=project_id).exclude(taken_out)
        found = imports.select_related("project__owner").first()
        if found is None or found.project is None or found.project.is_archived:
            continue
        role = role_of(owner, found.project)
        if role is not None and can(role, Action.EDIT_PROJECT):
            return found, count
    return None


def tasks(earlier: Import) -> dict[str, Task]:
    """The tasks that have come by an import and its updates, deleted ones too, by what they are known by there."""
    rows = ImportedTask.objects.filter(origin__in=family(earlier), task__project=earlier.project_id)
    found = dict(rows.exclude(foreign_id="").values_list("task", "foreign_id"))
    loaded = Task.objects.filter(project=earlier.project_id, imported__origin__in=family(earlier)).defer("search_text")
    return {found[task.pk]: task for task in loaded.prefetch_related("tags", others_along()) if task.pk in found}


def family(earlier: Import) -> QuerySet[Import]:
    """An import with those that have brought the same board up to date since, the oldest first."""
    same = Import.objects.filter(project=earlier.project_id, format=earlier.format)
    return same.filter(Q(pk=earlier.pk) | Q(choices__update=earlier.pk)).order_by("pk")


def columns_then(earlier: Import) -> dict[str, str]:
    """The names of the columns that lists have become when they first came, by the ids of the lists."""
    found: dict[str, str] = {}
    for outline in family(earlier).values_list("outline", flat=True):
        for lane in outline.get("lists", ()):
            found.setdefault(lane["id"], lane["column"])
    return found


def people_then(earlier: Import) -> dict[str, int]:
    """Who members were said to be the last time, by their ids."""
    found: dict[str, int] = {}
    for choices in family(earlier).values_list("choices", flat=True):
        found |= choices.get("people", {})
    return found


def renamed_columns(project: Project) -> dict[str, str]:
    """What columns are called now, by the folded names that they had before."""
    names = dict(project.columns.values_list("pk", "name"))
    rows = Activity.objects.filter(project=project, kind=Kind.COLUMN_UPDATED, changes__has_key="name").order_by("pk")
    told = ((changes["name"][0], ref_id(changes["column"][1])) for changes in rows.values_list("changes", flat=True))
    return {fold(before): names[pk] for before, pk in told if pk in names}


def touched(there: Iterable[Task], *, since: int = 0) -> Mapping[int, set[str]]:
    """The fields of each task that somebody has changed here, after the change `since`; a query for each 500."""
    found: dict[int, set[str]] = defaultdict(set)
    ids = [task.pk for task in there]
    for start in range(0, len(ids), CHUNK):
        rows = (
            Activity.objects.filter(task__in=ids[start : start + CHUNK], pk__gt=since)
            .exclude(means="import")
            .order_by()
        )
        for task_id, changes in rows.values_list("task", "changes"):
            found[task_id or 0] |= set(changes)
    return found
