"""Which parts of a task go on paper beside its text and its facts."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from boards.filters.fields import BooleanField

# So many comments, and changes, are printed at most: the newest.
MOST = 200


class PrintedParts(forms.Form):
    """What is printed along, by query parameters; a new part is a field here and a section of the sheet."""

    checklists = BooleanField()
    comments = BooleanField()
    history = BooleanField()
    # It chooses no tasks: the head of a sheet says of those that do that they are filtered.
    is_active = False

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        # A form has files of its own, so this one can't be named in the class.
        self.fields["files"] = BooleanField()

    def wants(self, part: str) -> bool:
        """Whether a part was chosen; a choice that makes no sense is none."""
        self.is_valid()
        return bool(self.cleaned_data.get(part))

    def most(self, part: str) -> int:
        """How many of a part are printed: none unless it was chosen."""
        return MOST if self.wants(part) else 0
