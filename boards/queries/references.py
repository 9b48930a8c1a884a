"""`#12` and `Launch#12` in texts: which tasks they mean, for who may see them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.db.models import Q, TextField, Value
from django.db.models.functions import Replace

from boards.models import Project, Task, User
from boards.rules import references
from boards.rules.references import Reference, References
from boards.rules.text import fold

# Of the texts of one page; what is named beyond that stays as it was typed.
MOST = 200


def resolved(texts: Iterable[str], project: Project, reader: User) -> References:
    """What the texts, which stand in a project, name of what the reader may see; two queries at most, none for none."""
    named = set(islice((each for text in texts for each in references.named_in(text)), MOST))
    others = {fold(each.project) for each in named if each.project}
    projects = _by_name(others, reader) if others else {}
    wanted = {each: projects.get(fold(each.project)) if each.project else project.pk for each in named}
    found = _tasks({(pk, each.number) for each, pk in wanted.items() if pk is not None})
    return {each: found[pk, each.number] for each, pk in wanted.items() if pk and (pk, each.number) in found}


def _by_name(names: set[str], reader: User) -> dict[str, int]:
    """The ids of projects by their titles with hyphens for spaces; what two projects are called names none."""
    written = Replace("title_key", Value(" "), Value("-"), output_field=TextField())
    rows = Project.objects.visible_to(reader).annotate(written=written).filter(written__in=names)
    found = list(rows.values_list("written", "pk"))
    once = {name for name, _pk in found if sum(name == other for other, _ in found) == 1}
    return {name: pk for name, pk in found if name in once}


def _tasks(wanted: set[tuple[int, int]]) -> dict[tuple[int, int], Reference]:
    if not wanted:
        return {}
    numbers: dict[int, set[int]] = {}
    for project, number in wanted:
        numbers.setdefault(project, set()).add(number)
    chosen = Q()
    for project, those in numbers.items():
        chosen |= Q(project=project, number__in=those)
    rows = Task.objects.filter(chosen, deleted_at=None).values_list(
        "project", "number", "pk", "title", "column__name", "completed_at", "archived_at"
    )
    return {
        (project, number): Reference(pk, title, column, completed is not None, archived is not None)
        for project, number, pk, title, column, completed, archived in rows
    }
