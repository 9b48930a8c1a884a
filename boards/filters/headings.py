"""The headings of a table of tasks: links that sort by a column, and back again."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from boards.filters.bar import FilterBar

# Where the greatest is what people look for first.
_DESCENDING_FIRST = frozenset({"priority", "updated_at", "created_at"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the table. Without `query` it can't be sorted by; `direction` is what aria-sort says."""

    label: str
    query: str = ""
    direction: str = ""
    css: str = ""

    @property
    def icon(self) -> str:
        """Shows which way it is sorted."""
        return {"ascending": "arrow-up", "descending": "arrow-down"}.get(self.direction, "")

    @classmethod
    def row(cls, bar: FilterBar, *, within_project: bool) -> list[Heading]:
        """The headings of the table, from left to right; a project's own table doesn't name the project."""
        return [
            _sortable(bar, _("Number"), "created_at") if within_project else cls(_("Number")),
            _sortable(bar, _("Title"), "title"),
            *([] if within_project else [cls(_("Project"))]),
            _sortable(bar, _("Status"), "status"),
            _sortable(bar, _("Priority"), "priority"),
            _sortable(bar, _("Due"), "due_date"),
            cls(_("Progress")),
            cls(_("Assignee")),
            _sortable(bar, _("Updated"), "updated_at"),
        ]


def _sortable(bar: FilterBar, label: str, word: str) -> Heading:
    now = bar.filter.sorted_by
    first = f"-{word}" if word in _DESCENDING_FIRST else word
    if now.removeprefix("-") != word:
        return Heading(label, bar.with_value("sort", first))
    other = word if now.startswith("-") else f"-{word}"
    return Heading(label, bar.with_value("sort", other), "descending" if now.startswith("-") else "ascending")
